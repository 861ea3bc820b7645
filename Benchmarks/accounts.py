"""Accounts to measure with: folders of documents, made anew or multiplied from Examples."""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
GENERATOR = os.path.join(os.path.dirname(ROOT), "shared", "tools", "gen_account.py")
PER_INTEGRATION = 50


def make(folder, documents):
    """Makes an account of about so many documents in integrations of 50."""
    if os.path.exists(GENERATOR):
        subprocess.run([sys.executable, GENERATOR, folder, "--integrations",
                        str(documents // PER_INTEGRATION), "--per", str(PER_INTEGRATION),
                        "--seed", "1"], check=True, stdout=subprocess.DEVNULL)
    else:
        print("note: no generator beside the checkout; multiplying Examples", file=sys.stderr)
        multiply_examples(folder, documents)


def multiply_examples(folder, documents):
    """Copies the example account again and again, with fresh ids in each copy."""
    source = os.path.join(ROOT, "Examples", "accounts", "production")
    files = [os.path.relpath(os.path.join(place, name), source)
             for place, _, names in os.walk(source) for name in sorted(names)]
    texts = {name: open(os.path.join(source, name), encoding="utf-8").read() for name in files}
    ids = set()
    for name, text in texts.items():
        if name.endswith(".json"):
            ids |= identifiers(json.loads(text))
    copies = -(-documents // sum(name.endswith(".json") for name in files))
    for copy in range(copies):
        fresh = {old: f"{copy:06x}{old[6:]}" for old in ids}
        for name, text in texts.items():
            for old, new in fresh.items():
                text = text.replace(old, new)
                name = name.replace(old, new)
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)


def identifiers(value):
    """All texts of 24 hexadecimal digits in a document."""
    if isinstance(value, dict):
        return set().union(*map(identifiers, value.values()), set())
    if isinstance(value, list):
        return set().union(*map(identifiers, value), set())
    if isinstance(value, str) and len(value) == 24 and all(c in "0123456789abcdef" for c in value):
        return {value}
    return set()


def editable(folder):
    """The exports, imports and flows, in a fixed order."""
    return sorted(os.path.join(kind, name) for kind in ("exports", "imports", "flows")
                  for name in os.listdir(os.path.join(folder, kind)) if name.endswith(".json"))


def spread(folder, count):
    """So many documents, evenly spread over the account; the same ones every time."""
    paths = editable(folder)
    return paths[::max(1, len(paths) // count)][:count]


def flows_of_one(folder, count=5):
    """The id of an integration with at least so many flows, and those flows."""
    flows = {}
    for path in editable(folder):
        if not path.startswith("flows"):
            continue
        with open(os.path.join(folder, path), encoding="utf-8") as file:
            owner = json.load(file).get("_integrationId")
        if owner:
            flows.setdefault(owner, []).append(path)
            if len(flows[owner]) == count:
                return owner, flows[owner]
    return next(iter(flows.items()))


def edit(folder, paths, note="(edited)", member="description"):
    """Changes the descriptions, or names, of documents."""
    for path in paths:
        path = os.path.join(folder, path)
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        document[member] = f"{document.get(member, '')} {note}"
        with open(path, "w", encoding="utf-8") as file:
            json.dump(document, file, indent=2, ensure_ascii=False)
            file.write("\n")
