"""What the office installs: a wheel, offline, with all that a book needs inside it."""

import email
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import ledger

ROOT = Path(__file__).parent.parent
PINNED = re.compile(r"[a-z0-9-]+==\S+ \\")
HASHED = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def _run(*command: str | Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout with what is installed: no network."""
    folder = tmp_path_factory.mktemp("dist")
    build: list[str | Path] = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        folder,
        ROOT,
    ]
    built = _run(*build, cwd=folder, PATH="/usr/bin:/bin", NO_COLOR="1")
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = folder.glob("huzhu-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder that the wheel was installed into, without its dependencies."""
    folder = tmp_path_factory.mktemp("installed")
    options = ["--quiet", "--no-index", "--no-deps", "--no-compile", "--target", str(folder)]
    pip = [sys.executable, "-m", "pip", "--isolated", "install", *options, str(wheel)]
    done = _run(*pip, cwd=folder, PATH="/usr/bin:/bin", PIP_DISABLE_PIP_VERSION_CHECK="1")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def _names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def _files(folder: Path, prefix: str) -> Iterator[str]:
    for path in folder.rglob("*"):
        inside = path.relative_to(folder)
        if path.is_file() and not any(
            part.startswith((".", "__pycache__")) for part in inside.parts
        ):
            yield f"{prefix}/{inside.as_posix()}"


def test_the_wheel_holds_every_migration(wheel: Path) -> None:
    migrations = set(_files(ROOT / "migrations", "ledger/migrations"))

    assert "ledger/migrations/env.py" in migrations
    assert migrations - _names(wheel) == set()


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(wheel: Path) -> None:
    ours = set(_files(ROOT / "ledger", "ledger"))
    ours |= set(_files(ROOT / "migrations", "ledger/migrations"))
    about = {name for name in _names(wheel) if ".dist-info/" in name}

    assert list(ROOT.glob("ledger/terms/*.yaml")), "the plans' terms are part of the package"
    assert _names(wheel) - about == ours


def test_the_wheel_names_its_version_its_python_and_its_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        about = email.message_from_bytes(archive.read(name))

    assert about["Version"] == ledger.__version__
    assert about["Requires-Python"] == ">=3.11"
    assert about["License-Expression"] == "Apache-2.0"


def test_an_installed_huzhu_says_its_version(installed: Path) -> None:
    told = _run(
        sys.executable,
        installed / "bin" / "huzhu",
        "--version",
        cwd=installed,
        PYTHONPATH=str(installed),
    )

    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.strip() == f"huzhu {ledger.__version__}"


def test_an_installed_huzhu_runs_its_own_files_not_the_checkout(installed: Path) -> None:
    where = (
        "import ledger; from ledger.store.migrate import scripts; print(ledger.__file__, scripts())"
    )
    told = _run(sys.executable, "-c", where, cwd=installed, PYTHONPATH=str(installed))

    package = installed / "ledger"
    assert told.stdout.split() == [str(package / "__init__.py"), str(package / "migrations")]


@pytest.mark.parametrize("lock", ["run", "dev"])
def test_the_lock_pins_every_package_by_hash_and_names_no_address(lock: str) -> None:
    lines = (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8").splitlines()
    packages = [line for line in lines if line and not line.startswith((" ", "#"))]

    assert packages
    assert [line for line in packages if not PINNED.fullmatch(line)] == []
    hashes = [line for line in lines if line.startswith("    -")]
    assert [line for line in hashes if not HASHED.fullmatch(line)] == []
    assert [line for line in lines if "://" in line] == []


def test_what_is_installed_is_tested_with_the_same_releases() -> None:
    def pins(lock: str) -> set[str]:
        text = (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8")
        return set(re.findall(r"^[a-z0-9-]+==\S+", text, re.MULTILINE))

    assert pins("run") - pins("dev") == set()
