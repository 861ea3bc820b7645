/* Written by Scripts/list-web-assets.sh: the files in WebInterface/Assets. */
#include "CWebAssets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file_0[] = {
#embed "../WebInterface/Assets/app.js"
};

static const unsigned char file_1[] = {
#embed "../WebInterface/Assets/core/api.js"
};

static const unsigned char file_2[] = {
#embed "../WebInterface/Assets/core/dom.js"
};

static const unsigned char file_3[] = {
#embed "../WebInterface/Assets/core/format.js"
};

static const unsigned char file_4[] = {
#embed "../WebInterface/Assets/core/json.js"
};

static const unsigned char file_5[] = {
#embed "../WebInterface/Assets/core/keys.js"
};

static const unsigned char file_6[] = {
#embed "../WebInterface/Assets/core/live.js"
};

static const unsigned char file_7[] = {
#embed "../WebInterface/Assets/core/preferences.js"
};

static const unsigned char file_8[] = {
#embed "../WebInterface/Assets/core/router.js"
};

static const unsigned char file_9[] = {
#embed "../WebInterface/Assets/core/session.js"
};

static const unsigned char file_10[] = {
#embed "../WebInterface/Assets/difference/alignment.js"
};

static const unsigned char file_11[] = {
#embed "../WebInterface/Assets/difference/documents.js"
};

static const unsigned char file_12[] = {
#embed "../WebInterface/Assets/difference/lines.js"
};

static const unsigned char file_13[] = {
#embed "../WebInterface/Assets/difference/outline.js"
};

static const unsigned char file_14[] = {
#embed "../WebInterface/Assets/difference/render.js"
};

static const unsigned char file_15[] = {
#embed "../WebInterface/Assets/difference/rows.js"
};

static const unsigned char file_16[] = {
#embed "../WebInterface/Assets/difference/syntax.js"
};

static const unsigned char file_17[] = {
#embed "../WebInterface/Assets/difference/view.js"
};

static const unsigned char file_18[] = {
#embed "../WebInterface/Assets/home/actions.js"
};

static const unsigned char file_19[] = {
#embed "../WebInterface/Assets/home/create.js"
};

static const unsigned char file_20[] = {
#embed "../WebInterface/Assets/home/install.js"
};

static const unsigned char file_21[] = {
#embed "../WebInterface/Assets/home/list.js"
};

static const unsigned char file_22[] = {
#embed "../WebInterface/Assets/home/model.js"
};

static const unsigned char file_23[] = {
#embed "../WebInterface/Assets/home/page.js"
};

static const unsigned char file_24[] = {
#embed "../WebInterface/Assets/home/parts.js"
};

static const unsigned char file_25[] = {
#embed "../WebInterface/Assets/home/tiles.js"
};

static const unsigned char file_26[] = {
#embed "../WebInterface/Assets/icon.svg"
};

static const unsigned char file_27[] = {
#embed "../WebInterface/Assets/index.html"
};

static const unsigned char file_28[] = {
#embed "../WebInterface/Assets/revisions/bindings.js"
};

static const unsigned char file_29[] = {
#embed "../WebInterface/Assets/revisions/plan.js"
};

static const unsigned char file_30[] = {
#embed "../WebInterface/Assets/shell/frame.js"
};

static const unsigned char file_31[] = {
#embed "../WebInterface/Assets/shell/missing.js"
};

static const unsigned char file_32[] = {
#embed "../WebInterface/Assets/shell/routes.js"
};

static const unsigned char file_33[] = {
#embed "../WebInterface/Assets/shell/sign-in.js"
};

static const unsigned char file_34[] = {
#embed "../WebInterface/Assets/style/base.css"
};

static const unsigned char file_35[] = {
#embed "../WebInterface/Assets/style/controls.css"
};

static const unsigned char file_36[] = {
#embed "../WebInterface/Assets/style/difference.css"
};

static const unsigned char file_37[] = {
#embed "../WebInterface/Assets/style/tables.css"
};

static const unsigned char file_38[] = {
#embed "../WebInterface/Assets/style/tokens.css"
};

static const unsigned char file_39[] = {
#embed "../WebInterface/Assets/theme.js"
};

static const unsigned char file_40[] = {
#embed "../WebInterface/Assets/ui/dialog.js"
};

static const unsigned char file_41[] = {
#embed "../WebInterface/Assets/ui/field.js"
};

static const unsigned char file_42[] = {
#embed "../WebInterface/Assets/ui/icons.js"
};

static const unsigned char file_43[] = {
#embed "../WebInterface/Assets/ui/loading.js"
};

static const unsigned char file_44[] = {
#embed "../WebInterface/Assets/ui/menu.js"
};

static const unsigned char file_45[] = {
#embed "../WebInterface/Assets/ui/notice.js"
};

static const unsigned char file_46[] = {
#embed "../WebInterface/Assets/ui/table.js"
};

static const unsigned char file_47[] = {
#embed "../WebInterface/Assets/ui/virtual.js"
};

static const struct web_asset assets[] = {
    {"app.js", file_0, sizeof file_0},
    {"core/api.js", file_1, sizeof file_1},
    {"core/dom.js", file_2, sizeof file_2},
    {"core/format.js", file_3, sizeof file_3},
    {"core/json.js", file_4, sizeof file_4},
    {"core/keys.js", file_5, sizeof file_5},
    {"core/live.js", file_6, sizeof file_6},
    {"core/preferences.js", file_7, sizeof file_7},
    {"core/router.js", file_8, sizeof file_8},
    {"core/session.js", file_9, sizeof file_9},
    {"difference/alignment.js", file_10, sizeof file_10},
    {"difference/documents.js", file_11, sizeof file_11},
    {"difference/lines.js", file_12, sizeof file_12},
    {"difference/outline.js", file_13, sizeof file_13},
    {"difference/render.js", file_14, sizeof file_14},
    {"difference/rows.js", file_15, sizeof file_15},
    {"difference/syntax.js", file_16, sizeof file_16},
    {"difference/view.js", file_17, sizeof file_17},
    {"home/actions.js", file_18, sizeof file_18},
    {"home/create.js", file_19, sizeof file_19},
    {"home/install.js", file_20, sizeof file_20},
    {"home/list.js", file_21, sizeof file_21},
    {"home/model.js", file_22, sizeof file_22},
    {"home/page.js", file_23, sizeof file_23},
    {"home/parts.js", file_24, sizeof file_24},
    {"home/tiles.js", file_25, sizeof file_25},
    {"icon.svg", file_26, sizeof file_26},
    {"index.html", file_27, sizeof file_27},
    {"revisions/bindings.js", file_28, sizeof file_28},
    {"revisions/plan.js", file_29, sizeof file_29},
    {"shell/frame.js", file_30, sizeof file_30},
    {"shell/missing.js", file_31, sizeof file_31},
    {"shell/routes.js", file_32, sizeof file_32},
    {"shell/sign-in.js", file_33, sizeof file_33},
    {"style/base.css", file_34, sizeof file_34},
    {"style/controls.css", file_35, sizeof file_35},
    {"style/difference.css", file_36, sizeof file_36},
    {"style/tables.css", file_37, sizeof file_37},
    {"style/tokens.css", file_38, sizeof file_38},
    {"theme.js", file_39, sizeof file_39},
    {"ui/dialog.js", file_40, sizeof file_40},
    {"ui/field.js", file_41, sizeof file_41},
    {"ui/icons.js", file_42, sizeof file_42},
    {"ui/loading.js", file_43, sizeof file_43},
    {"ui/menu.js", file_44, sizeof file_44},
    {"ui/notice.js", file_45, sizeof file_45},
    {"ui/table.js", file_46, sizeof file_46},
    {"ui/virtual.js", file_47, sizeof file_47},
};

size_t web_asset_count(void) { return sizeof assets / sizeof *assets; }

const struct web_asset *web_asset_at(size_t number) { return &assets[number]; }
