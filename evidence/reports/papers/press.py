"""The process that lays a paper out: a folder, where the PDF goes, and where the letters lie."""

import resource
import sys

CPU = 200
# The compiler reserves far more than it touches.
DATA = 1500 * 1024**2
LARGEST = 400 * 1024**2


def limit() -> None:
    """Take no more than a paper of the largest kind needs."""
    wanted = ((resource.RLIMIT_CPU, CPU), (resource.RLIMIT_DATA, DATA), (resource.RLIMIT_FSIZE, LARGEST))
    for what, most in (*wanted, (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def main(folder: str, out: str, fonts: str) -> None:
    """Lay it out; what cannot be ends the process, and its error output says why."""
    limit()
    import typst

    typst.compile(
        f"{folder}/main.typ",
        output=out,
        root=folder,
        font_paths=[fonts],
        ignore_system_fonts=True,
        # Tagged, so that a screen reader finds the rows and what each picture shows.
        pdf_standards="ua-1",
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
