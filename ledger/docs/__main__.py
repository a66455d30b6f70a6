"""`python -m ledger.docs`: write the generated pages, or say which are stale."""

import click

from ledger.docs.pages import ROOT, stale, wanted, write


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 where a page is stale.")
def main(check: bool) -> None:
    """Write the pages that are made from the code."""
    if not (ROOT / "docs").is_dir():
        raise click.ClickException("this is not a checkout: there is no folder docs beside ledger")
    pages = wanted(ROOT)
    changed = stale(ROOT, pages)
    if not check:
        write(ROOT, pages)
    for name in changed:
        click.echo(f"{'stale' if check else 'written'}: {name}")
    click.get_current_context().exit(1 if check and changed else 0)


if __name__ == "__main__":
    main(prog_name="python -m ledger.docs")
