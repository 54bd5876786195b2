"""`pip install .` into a new virtual environment, and an example there.

Usage: pip.py SOURCE FOLDER
"""
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

source, folder = Path(sys.argv[1]), Path(sys.argv[2]).resolve()
environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
build = Path(os.environ["PYTHONPATH"]).parent


def run(*command, **options):
    return subprocess.run(list(map(str, command)), env=environment, cwd=folder, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


base = Path(sysconfig.get_config_var("BINDIR")) / "python3"
run(base, "-m", "venv", folder / "venv", check=True)
python = folder / "venv" / "bin" / "python"
# A copy: pip leaves nothing in the checkout.
copied = folder / "source"
shutil.copytree(source, copied, ignore=shutil.ignore_patterns("build*", ".git", "test"))
install = run(python, "-m", "pip", "install", "--disable-pip-version-check", copied,
              f"--config-settings=cmake.define.SIMA_PREBUILT={build}")
if install.returncode and "No matching distribution" in install.stdout:
    print("skipped: no network")
    sys.exit()
assert install.returncode == 0, install.stdout
shutil.rmtree(copied)

model = source / "test" / "Models" / "digits" / "digits.tflite"
example = run(python, source / "examples" / "compile_first_model.py", model, "--device", "mlsoc",
              "--no-mla-tessellation", "--validate", model.parent / "golden/0/000_image.npy")
assert example.returncode == 0, example.stdout
assert "class 7" in example.stdout and "outputs equal" in example.stdout, example.stdout
run("sima-compile", model, "-o", "cli", "--compress", check=True)
archive = folder / "compiled" / "digits_mpk.tar.gz"
assert digest(archive) == digest(folder / "cli" / archive.name)
where = run(python, "-c", "import afe; print(afe.__file__, afe.__version__)", check=True).stdout
assert str(folder / "venv") in where, where
print(f"installed: {archive.name}, the archive of sima-compile")
