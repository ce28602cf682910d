#!/usr/bin/env python3
"""Prints debian/copyright, in Debian's machine-readable format, from the bill of materials of what is
shipped, which the build makes. Argument: that bill, in CycloneDX's JSON.

A component with several licences is shipped under the first of those listed here.
"""

import json
import sys

OURS = ("dev.qbipc", "dev.pmxcfs")

# those of /usr/share/common-licenses, with the names of their files
COMMON = {
    "Apache-2.0": "Apache-2.0",
    "CC0-1.0": "CC0-1.0",
    "LGPL-2.1-or-later": "LGPL-2.1",
}

LIBRARIES = {
    "jna": "usr/lib/pmxcfs-ipc/libjnidispatch.so",
    "netty-transport-native-epoll": "usr/lib/pmxcfs-ipc/libnetty_transport_native_epoll_*.so",
    "sqlite-jdbc": "usr/lib/pmxcfs-ipc/libsqlitejdbc.so",
}

LIBRARIES_ALONE = {"netty-transport-native-epoll"}

TEXTS = {
    "MIT": """Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in
all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.""",
}


def licences(component):
    """The names of a component's licences, as SPDX has them."""
    found = [entry.get("license", {}).get("id") for entry in component.get("licenses", [])]
    if not found or None in found:
        sys.exit(f"copyright: the licence of {component['name']} is not in the bill of materials")
    return found


def chosen(component):
    """The licence that a component is shipped under."""
    offered = licences(component)
    for name in list(COMMON) + list(TEXTS):
        if name in offered:
            return name
    sys.exit(f"copyright: there is no text of {licences(component)}, of {component['name']}")


def text(licence):
    """A licence in a stanza of its own."""
    if licence in COMMON:
        lines = [
            "On Debian systems the full text of this license is in the file",
            f"/usr/share/common-licenses/{COMMON[licence]}.",
        ]
    else:
        lines = TEXTS[licence].split("\n")
    return "\n".join([f"License: {licence}"] + [f" {line or '.'}" for line in lines])


def files(component):
    """Where the package has a component: its library, and its classes if it has any."""
    jar = f"usr/share/pmxcfs-ipc/lib/{component['name']}-{component['version']}.jar"
    library = LIBRARIES.get(component["name"])
    if library is None:
        return jar
    if component["name"] in LIBRARIES_ALONE:
        return library
    return f"{jar}\n {library}"


def stanza(component):
    """What is said of a component."""
    holder = component.get("publisher") or f"the authors of {component['name']}"
    return "\n".join(
        [
            f"Files: {files(component)}",
            f"Copyright: {holder}",
            f"License: {chosen(component)}",
            f"Comment: {component['group']}:{component['name']} {component['version']},",
            f" which is offered under {' or '.join(licences(component))}.",
        ]
    )


def main():
    with open(sys.argv[1], encoding="utf-8") as bill:
        components = json.load(bill)["components"]
    theirs = {
        (component["name"], component["version"]): component
        for component in components
        if component["group"] not in OURS
    }
    stanzas = [
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        "Upstream-Name: pmxcfs-ipc\n"
        "Comment: The native libraries that jars of others contain are not in them here: those\n"
        " for this kind of processor lie in /usr/lib/pmxcfs-ipc. That of sqlite-jdbc has SQLite\n"
        " in it, which is in the public domain, that of jna has libffi, under the Expat license.",
        "Files: *\nCopyright: the pmxcfs-ipc maintainers\nLicense: Apache-2.0",
    ]
    stanzas += [stanza(component) for _, component in sorted(theirs.items())]
    used = {"Apache-2.0"} | {chosen(component) for component in theirs.values()}
    stanzas += [text(licence) for licence in sorted(used)]
    print("\n\n".join(stanzas))


if __name__ == "__main__":
    main()
