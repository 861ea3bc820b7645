/* Written by Scripts/list-web-assets.sh: the files in WebInterface/Assets. */
#include "CWebAssets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file_0[] = {
#embed "../WebInterface/Assets/app.js"
};

static const unsigned char file_1[] = {
#embed "../WebInterface/Assets/compare/export.js"
};

static const unsigned char file_2[] = {
#embed "../WebInterface/Assets/compare/page.js"
};

static const unsigned char file_3[] = {
#embed "../WebInterface/Assets/conflicts/model.js"
};

static const unsigned char file_4[] = {
#embed "../WebInterface/Assets/conflicts/view.js"
};

static const unsigned char file_5[] = {
#embed "../WebInterface/Assets/core/api.js"
};

static const unsigned char file_6[] = {
#embed "../WebInterface/Assets/core/dom.js"
};

static const unsigned char file_7[] = {
#embed "../WebInterface/Assets/core/format.js"
};

static const unsigned char file_8[] = {
#embed "../WebInterface/Assets/core/json.js"
};

static const unsigned char file_9[] = {
#embed "../WebInterface/Assets/core/keys.js"
};

static const unsigned char file_10[] = {
#embed "../WebInterface/Assets/core/live.js"
};

static const unsigned char file_11[] = {
#embed "../WebInterface/Assets/core/preferences.js"
};

static const unsigned char file_12[] = {
#embed "../WebInterface/Assets/core/router.js"
};

static const unsigned char file_13[] = {
#embed "../WebInterface/Assets/core/session.js"
};

static const unsigned char file_14[] = {
#embed "../WebInterface/Assets/difference/alignment.js"
};

static const unsigned char file_15[] = {
#embed "../WebInterface/Assets/difference/documents.js"
};

static const unsigned char file_16[] = {
#embed "../WebInterface/Assets/difference/lines.js"
};

static const unsigned char file_17[] = {
#embed "../WebInterface/Assets/difference/outline.js"
};

static const unsigned char file_18[] = {
#embed "../WebInterface/Assets/difference/page.js"
};

static const unsigned char file_19[] = {
#embed "../WebInterface/Assets/difference/render.js"
};

static const unsigned char file_20[] = {
#embed "../WebInterface/Assets/difference/rows.js"
};

static const unsigned char file_21[] = {
#embed "../WebInterface/Assets/difference/syntax.js"
};

static const unsigned char file_22[] = {
#embed "../WebInterface/Assets/difference/view.js"
};

static const unsigned char file_23[] = {
#embed "../WebInterface/Assets/drawing/chart.js"
};

static const unsigned char file_24[] = {
#embed "../WebInterface/Assets/drawing/flow-layout.js"
};

static const unsigned char file_25[] = {
#embed "../WebInterface/Assets/drawing/flow-picture.js"
};

static const unsigned char file_26[] = {
#embed "../WebInterface/Assets/drawing/markdown.js"
};

static const unsigned char file_27[] = {
#embed "../WebInterface/Assets/home/actions.js"
};

static const unsigned char file_28[] = {
#embed "../WebInterface/Assets/home/create.js"
};

static const unsigned char file_29[] = {
#embed "../WebInterface/Assets/home/install.js"
};

static const unsigned char file_30[] = {
#embed "../WebInterface/Assets/home/list.js"
};

static const unsigned char file_31[] = {
#embed "../WebInterface/Assets/home/model.js"
};

static const unsigned char file_32[] = {
#embed "../WebInterface/Assets/home/page.js"
};

static const unsigned char file_33[] = {
#embed "../WebInterface/Assets/home/parts.js"
};

static const unsigned char file_34[] = {
#embed "../WebInterface/Assets/home/tiles.js"
};

static const unsigned char file_35[] = {
#embed "../WebInterface/Assets/icon.svg"
};

static const unsigned char file_36[] = {
#embed "../WebInterface/Assets/index.html"
};

static const unsigned char file_37[] = {
#embed "../WebInterface/Assets/integration/build/aliases.js"
};

static const unsigned char file_38[] = {
#embed "../WebInterface/Assets/integration/build/connections.js"
};

static const unsigned char file_39[] = {
#embed "../WebInterface/Assets/integration/build/flow.js"
};

static const unsigned char file_40[] = {
#embed "../WebInterface/Assets/integration/build/flows.js"
};

static const unsigned char file_41[] = {
#embed "../WebInterface/Assets/integration/build/groups.js"
};

static const unsigned char file_42[] = {
#embed "../WebInterface/Assets/integration/build/move.js"
};

static const unsigned char file_43[] = {
#embed "../WebInterface/Assets/integration/build/others.js"
};

static const unsigned char file_44[] = {
#embed "../WebInterface/Assets/integration/build/replace.js"
};

static const unsigned char file_45[] = {
#embed "../WebInterface/Assets/integration/build/schedule.js"
};

static const unsigned char file_46[] = {
#embed "../WebInterface/Assets/integration/edit.js"
};

static const unsigned char file_47[] = {
#embed "../WebInterface/Assets/integration/own/admin.js"
};

static const unsigned char file_48[] = {
#embed "../WebInterface/Assets/integration/own/custom-form.js"
};

static const unsigned char file_49[] = {
#embed "../WebInterface/Assets/integration/own/json-editor.js"
};

static const unsigned char file_50[] = {
#embed "../WebInterface/Assets/integration/own/roles.js"
};

static const unsigned char file_51[] = {
#embed "../WebInterface/Assets/integration/own/settings.js"
};

static const unsigned char file_52[] = {
#embed "../WebInterface/Assets/integration/own/users.js"
};

static const unsigned char file_53[] = {
#embed "../WebInterface/Assets/integration/page.js"
};

static const unsigned char file_54[] = {
#embed "../WebInterface/Assets/integration/run/analytics.js"
};

static const unsigned char file_55[] = {
#embed "../WebInterface/Assets/integration/run/audit.js"
};

static const unsigned char file_56[] = {
#embed "../WebInterface/Assets/integration/run/dashboard.js"
};

static const unsigned char file_57[] = {
#embed "../WebInterface/Assets/integration/run/errors.js"
};

static const unsigned char file_58[] = {
#embed "../WebInterface/Assets/integration/run/notifications.js"
};

static const unsigned char file_59[] = {
#embed "../WebInterface/Assets/integration/tabs.js"
};

static const unsigned char file_60[] = {
#embed "../WebInterface/Assets/plans/bindings.js"
};

static const unsigned char file_61[] = {
#embed "../WebInterface/Assets/plans/lost.js"
};

static const unsigned char file_62[] = {
#embed "../WebInterface/Assets/plans/outcome.js"
};

static const unsigned char file_63[] = {
#embed "../WebInterface/Assets/plans/plan-view.js"
};

static const unsigned char file_64[] = {
#embed "../WebInterface/Assets/plans/plan.js"
};

static const unsigned char file_65[] = {
#embed "../WebInterface/Assets/plans/review.js"
};

static const unsigned char file_66[] = {
#embed "../WebInterface/Assets/revisions/calls.js"
};

static const unsigned char file_67[] = {
#embed "../WebInterface/Assets/revisions/continue.js"
};

static const unsigned char file_68[] = {
#embed "../WebInterface/Assets/revisions/details.js"
};

static const unsigned char file_69[] = {
#embed "../WebInterface/Assets/revisions/list.js"
};

static const unsigned char file_70[] = {
#embed "../WebInterface/Assets/revisions/parts.js"
};

static const unsigned char file_71[] = {
#embed "../WebInterface/Assets/revisions/pull.js"
};

static const unsigned char file_72[] = {
#embed "../WebInterface/Assets/revisions/revert.js"
};

static const unsigned char file_73[] = {
#embed "../WebInterface/Assets/revisions/status.js"
};

static const unsigned char file_74[] = {
#embed "../WebInterface/Assets/shell/frame.js"
};

static const unsigned char file_75[] = {
#embed "../WebInterface/Assets/shell/invitation.js"
};

static const unsigned char file_76[] = {
#embed "../WebInterface/Assets/shell/missing.js"
};

static const unsigned char file_77[] = {
#embed "../WebInterface/Assets/shell/routes.js"
};

static const unsigned char file_78[] = {
#embed "../WebInterface/Assets/shell/sign-in.js"
};

static const unsigned char file_79[] = {
#embed "../WebInterface/Assets/style/base.css"
};

static const unsigned char file_80[] = {
#embed "../WebInterface/Assets/style/controls.css"
};

static const unsigned char file_81[] = {
#embed "../WebInterface/Assets/style/difference.css"
};

static const unsigned char file_82[] = {
#embed "../WebInterface/Assets/style/pages.css"
};

static const unsigned char file_83[] = {
#embed "../WebInterface/Assets/style/report.css"
};

static const unsigned char file_84[] = {
#embed "../WebInterface/Assets/style/tables.css"
};

static const unsigned char file_85[] = {
#embed "../WebInterface/Assets/style/tokens.css"
};

static const unsigned char file_86[] = {
#embed "../WebInterface/Assets/theme.js"
};

static const unsigned char file_87[] = {
#embed "../WebInterface/Assets/ui/dialog.js"
};

static const unsigned char file_88[] = {
#embed "../WebInterface/Assets/ui/field.js"
};

static const unsigned char file_89[] = {
#embed "../WebInterface/Assets/ui/icons.js"
};

static const unsigned char file_90[] = {
#embed "../WebInterface/Assets/ui/loading.js"
};

static const unsigned char file_91[] = {
#embed "../WebInterface/Assets/ui/menu.js"
};

static const unsigned char file_92[] = {
#embed "../WebInterface/Assets/ui/notice.js"
};

static const unsigned char file_93[] = {
#embed "../WebInterface/Assets/ui/table.js"
};

static const unsigned char file_94[] = {
#embed "../WebInterface/Assets/ui/virtual.js"
};

static const struct web_asset assets[] = {
    {"app.js", file_0, sizeof file_0},
    {"compare/export.js", file_1, sizeof file_1},
    {"compare/page.js", file_2, sizeof file_2},
    {"conflicts/model.js", file_3, sizeof file_3},
    {"conflicts/view.js", file_4, sizeof file_4},
    {"core/api.js", file_5, sizeof file_5},
    {"core/dom.js", file_6, sizeof file_6},
    {"core/format.js", file_7, sizeof file_7},
    {"core/json.js", file_8, sizeof file_8},
    {"core/keys.js", file_9, sizeof file_9},
    {"core/live.js", file_10, sizeof file_10},
    {"core/preferences.js", file_11, sizeof file_11},
    {"core/router.js", file_12, sizeof file_12},
    {"core/session.js", file_13, sizeof file_13},
    {"difference/alignment.js", file_14, sizeof file_14},
    {"difference/documents.js", file_15, sizeof file_15},
    {"difference/lines.js", file_16, sizeof file_16},
    {"difference/outline.js", file_17, sizeof file_17},
    {"difference/page.js", file_18, sizeof file_18},
    {"difference/render.js", file_19, sizeof file_19},
    {"difference/rows.js", file_20, sizeof file_20},
    {"difference/syntax.js", file_21, sizeof file_21},
    {"difference/view.js", file_22, sizeof file_22},
    {"drawing/chart.js", file_23, sizeof file_23},
    {"drawing/flow-layout.js", file_24, sizeof file_24},
    {"drawing/flow-picture.js", file_25, sizeof file_25},
    {"drawing/markdown.js", file_26, sizeof file_26},
    {"home/actions.js", file_27, sizeof file_27},
    {"home/create.js", file_28, sizeof file_28},
    {"home/install.js", file_29, sizeof file_29},
    {"home/list.js", file_30, sizeof file_30},
    {"home/model.js", file_31, sizeof file_31},
    {"home/page.js", file_32, sizeof file_32},
    {"home/parts.js", file_33, sizeof file_33},
    {"home/tiles.js", file_34, sizeof file_34},
    {"icon.svg", file_35, sizeof file_35},
    {"index.html", file_36, sizeof file_36},
    {"integration/build/aliases.js", file_37, sizeof file_37},
    {"integration/build/connections.js", file_38, sizeof file_38},
    {"integration/build/flow.js", file_39, sizeof file_39},
    {"integration/build/flows.js", file_40, sizeof file_40},
    {"integration/build/groups.js", file_41, sizeof file_41},
    {"integration/build/move.js", file_42, sizeof file_42},
    {"integration/build/others.js", file_43, sizeof file_43},
    {"integration/build/replace.js", file_44, sizeof file_44},
    {"integration/build/schedule.js", file_45, sizeof file_45},
    {"integration/edit.js", file_46, sizeof file_46},
    {"integration/own/admin.js", file_47, sizeof file_47},
    {"integration/own/custom-form.js", file_48, sizeof file_48},
    {"integration/own/json-editor.js", file_49, sizeof file_49},
    {"integration/own/roles.js", file_50, sizeof file_50},
    {"integration/own/settings.js", file_51, sizeof file_51},
    {"integration/own/users.js", file_52, sizeof file_52},
    {"integration/page.js", file_53, sizeof file_53},
    {"integration/run/analytics.js", file_54, sizeof file_54},
    {"integration/run/audit.js", file_55, sizeof file_55},
    {"integration/run/dashboard.js", file_56, sizeof file_56},
    {"integration/run/errors.js", file_57, sizeof file_57},
    {"integration/run/notifications.js", file_58, sizeof file_58},
    {"integration/tabs.js", file_59, sizeof file_59},
    {"plans/bindings.js", file_60, sizeof file_60},
    {"plans/lost.js", file_61, sizeof file_61},
    {"plans/outcome.js", file_62, sizeof file_62},
    {"plans/plan-view.js", file_63, sizeof file_63},
    {"plans/plan.js", file_64, sizeof file_64},
    {"plans/review.js", file_65, sizeof file_65},
    {"revisions/calls.js", file_66, sizeof file_66},
    {"revisions/continue.js", file_67, sizeof file_67},
    {"revisions/details.js", file_68, sizeof file_68},
    {"revisions/list.js", file_69, sizeof file_69},
    {"revisions/parts.js", file_70, sizeof file_70},
    {"revisions/pull.js", file_71, sizeof file_71},
    {"revisions/revert.js", file_72, sizeof file_72},
    {"revisions/status.js", file_73, sizeof file_73},
    {"shell/frame.js", file_74, sizeof file_74},
    {"shell/invitation.js", file_75, sizeof file_75},
    {"shell/missing.js", file_76, sizeof file_76},
    {"shell/routes.js", file_77, sizeof file_77},
    {"shell/sign-in.js", file_78, sizeof file_78},
    {"style/base.css", file_79, sizeof file_79},
    {"style/controls.css", file_80, sizeof file_80},
    {"style/difference.css", file_81, sizeof file_81},
    {"style/pages.css", file_82, sizeof file_82},
    {"style/report.css", file_83, sizeof file_83},
    {"style/tables.css", file_84, sizeof file_84},
    {"style/tokens.css", file_85, sizeof file_85},
    {"theme.js", file_86, sizeof file_86},
    {"ui/dialog.js", file_87, sizeof file_87},
    {"ui/field.js", file_88, sizeof file_88},
    {"ui/icons.js", file_89, sizeof file_89},
    {"ui/loading.js", file_90, sizeof file_90},
    {"ui/menu.js", file_91, sizeof file_91},
    {"ui/notice.js", file_92, sizeof file_92},
    {"ui/table.js", file_93, sizeof file_93},
    {"ui/virtual.js", file_94, sizeof file_94},
};

size_t web_asset_count(void) { return sizeof assets / sizeof *assets; }

const struct web_asset *web_asset_at(size_t number) { return &assets[number]; }
