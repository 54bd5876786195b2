"""How lit runs the tests of this folder.

For: tools and substitutions that RUN lines may use. Loaded by the
lit.site.cfg.py of a build folder, which says where the build is.
"""

import glob
import os
import shutil
import sys

sys.path.insert(0, os.path.join(config.sima_source_dir, "test"))
from quoted_paths import QuotedPathTest, quoted  # noqa: E402


def first_program(*candidates):
    """The first of these programs that exists, else the last name."""
    return next(filter(None, map(shutil.which, candidates)), candidates[-1])


source = config.sima_source_dir
build = config.sima_build_dir

config.name = "SimaMLIR"
config.test_format = QuotedPathTest(execute_external=False)
config.suffixes = [".mlir", ".test", ".s"]
config.excludes = ["Inputs", "Models", "Mutation", "Unit"]
config.test_source_root = os.path.join(source, "test")
config.test_exec_root = os.path.join(build, "test")

config.environment["PATH"] = os.pathsep.join(
    [os.path.join(build, "bin"), config.sima_llvm_tools_dir, os.environ.get("PATH", "")]
)

# The package afe of this build.
config.environment["PYTHONPATH"] = os.path.join(build, "python")

models = os.environ.get("SIMA_MODELS", "")
if os.path.isdir(models):
    models = os.path.abspath(models)
    config.available_features.add("sima-models")
    config.environment["SIMA_MODELS"] = models

# The tools with sanitizers, as one program: `./run test` builds it.
sima_mutate = os.path.join(build, "sanitize", "bin", "sima-mutate")
if os.path.exists(sima_mutate):
    config.available_features.add("sanitizers")

# MkDocs, of utils/docs/requirements.txt: `./run test` installs it.
if glob.glob(os.path.join(build, "venv", "lib", "python3*", "site-packages", "mkdocs")):
    config.available_features.add("mkdocs")

venv_python = os.path.join(build, "venv", "bin", "python")
config.substitutions += [
    ("%python", quoted(first_program(venv_python, "python3", sys.executable))),
    ("%flatc", quoted(first_program("flatc"))),
    ("%sima_models", quoted(models)),
    ("%sima_mutate", quoted(sima_mutate)),
    ("%src", quoted(source)),
]
