"""A network that can be saved, executed, compiled and simulated."""

import contextlib
import json
import logging
import os
import re
import tarfile
import tempfile
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional, Tuple, Union

import numpy as np

from afe import _sima
from afe.apis import _arguments
from afe.apis.defines import (L2CachingMode, Target, TensorTessellateParameters, gen1_target)
from afe.apis.report import CompileReport, SimulationReport
from afe.apis.statistic import Statistic, mean
from afe.ir.node import Net, graph_of

_LOG = logging.getLogger("afe")
_SUFFIXES = (".sima", ".tflite", ".onnx")
_CLOCKS = ("static", "dram")

_Path = Union[str, "os.PathLike[str]"]
_Inputs = Mapping[str, np.ndarray]
_Specs = List[Tuple[str, str, Tuple[int, ...]]]
_Layouts = Optional[Mapping[str, TensorTessellateParameters]]
_A65_HOST = Path(__file__).resolve().parents[1] / "sima-a65-host"


class Model:
    """A quantized network, for one target.

    Made by `Model.load` or by `LoadedNet.convert_to_sima_quantization`; never changed.
    Tensors are those of an archive: inputs and outputs that the source model has as
    float32 are float32, all others are codes; feature maps are NHWC; the leading
    dimension is the sample. `inputs` and `outputs` have (name, dtype, shape) of each.

    Methods raise SimaError where the compiler refuses a network, and TypeError,
    ValueError, KeyError or OSError for a wrong call; the message names the thing and what
    to do. They may be called from several threads.
    """

    def __init__(self, network: _sima.Network, target: Target = gen1_target):
        if not isinstance(network, _sima.Network):
            raise TypeError("Model is made by Model.load or load_model(…)."
                            "convert_to_sima_quantization()")
        self._network = network
        self._target = _arguments.target(target)
        self._folder = tempfile.TemporaryDirectory(prefix="sima-model-")
        self._cached_executor = None
        self._last_report = None
        self._archives = {}
        #: Tensors of the last `execute` with `keep_layer_outputs`: name -> array.
        self.layer_outputs = {}

    # ---------------------------------------------------------------- description

    @property
    def name(self) -> str:
        """The name of archives."""
        return self._network.name

    @property
    def target(self) -> Target:
        """The machine it is compiled for."""
        return self._target

    @property
    def inputs(self) -> _Specs:
        """(name, dtype, shape) of each input."""
        return self._executor.inputs

    @property
    def outputs(self) -> _Specs:
        """(name, dtype, shape) of each output."""
        return self._executor.outputs

    @property
    def _net(self) -> Net:
        """The network cut into segments; `_net.nodes["MLA_0"]` is the first of the MLA."""
        segments = (graph_of(segment) for segment in self._executor.segments)
        return Net({segment.name: segment for segment in segments})

    def __repr__(self):
        return f"Model({self.name!r}, {self._target.name})"

    # ---------------------------------------------------------------- files

    @staticmethod
    def load(model_name: str, network_directory: _Path = "", *,
             target: Optional[Target] = None) -> "Model":
        """The model in `network_directory` that is called `model_name`.

        Args:
            model_name: of a .sima file that `save` wrote; without one, of a quantized
                .tflite or .onnx file. The ending may be there or not.
            network_directory: its folder, or the file itself.
            target: instead of the one it was saved for; mlsoc for other files.

        Raises:
            FileNotFoundError: there is no such file; the message says what was looked for.
            SimaError: the file is damaged, of a newer version, or no network for the MLA.
        """
        path = _find(_arguments.text("model_name", model_name),
                     _arguments.path("network_directory", network_directory))
        name = re.sub(r"[^A-Za-z0-9._+-]", "_", _stem(path))
        if path.suffix != ".sima":
            return Model(_sima.Network.import_model(str(path), name), target or gen1_target)
        network = _sima.Network.load(str(path)).renamed(name)
        saved = _target_of(network)
        return Model(network, target or saved)

    def save(self, model_name: str = "", output_directory: _Path = "", *,
             log_level: Optional[int] = logging.NOTSET) -> None:
        """Writes `<model_name>.sima`: a zip of MLIR text, weights and a description.

        Args:
            model_name: of the file; the model's name if empty.
            output_directory: is made if it does not exist; here if empty.

        Raises OSError where it cannot be written; then no file has appeared or changed.
        """
        del log_level
        name = _arguments.text("model_name", model_name) or self.name
        name = name.removesuffix(".sima")
        if Path(name).name != name:
            raise ValueError(f"model_name {name!r} is a path; use output_directory for the folder")
        folder = _make_folder("output_directory", output_directory)
        network = self._network.with_target(self._target.name, self._target.description)
        _writing(folder, lambda: network.save(str(folder / f"{name}.sima")))

    # ---------------------------------------------------------------- compilation

    def compile(self, output_path: _Path = ".", batch_size: int = 1, compress: bool = True,
                log_level: Optional[int] = logging.NOTSET,
                tessellate_parameters: _Layouts = None,
                l2_caching_mode: L2CachingMode = L2CachingMode.NONE, **kwargs: Any) -> None:
        """Compiles into `<output_path>/<name>_mpk.tar.gz`.

        Args:
            output_path: a folder; is made if it does not exist.
            batch_size: samples of an execution at most, 1 to 1024. The archive has the
                largest number up to it that fits; `report()` and the manifest say which.
            compress: stores constants compressed where that is shorter.
            log_level: records of the logger 'afe' below it are dropped; by default the
                logger's own level decides.
            tessellate_parameters: name of a boundary tensor -> TensorTessellateParameters.
                Names are those of `_net.nodes["MLA_0"].input_names`, '<node>_output', or
                the model's; None leaves all layouts to the compiler.
            l2_caching_mode: which constants stay in local memory between executions.
            **kwargs: io ('source', 'float' or 'codes'), verify (compare simulator and
                interpreter before writing), strict_one_mla (more than one MLA segment is
                an error), explain (say why choices were made), threads;
                `retained_temporary_directory_name` and `mlc_files_path` are ignored.

        Raises:
            SimaError: the network cannot be compiled; the message names node, value, limit
                and remedy. Then no file has appeared or changed.
            OSError: the folder cannot be written.
        """
        options = _arguments.compile_options(batch_size, compress, tessellate_parameters,
                                             l2_caching_mode, kwargs)
        folder = _make_folder("output_path", output_path)
        values = _writing(folder, lambda: self._compile_into(folder, options, log_level))
        self._last_report = CompileReport(values)

    def report(self) -> CompileReport:
        """The CompileReport of the last `compile`, or of one with its defaults."""
        if self._last_report is None:
            self._last_report = self._archive(_arguments.compile_options())[1]
        return self._last_report

    def get_performance_metrics(self, output_kpi_path: _Path) -> Dict[str, Any]:
        """Writes what the archive will cost as JSON, and returns it as a dictionary.

        The archive is the one of the last `compile`, or of one with its defaults. Cycles
        are those of the machine in docs/machine.md, not of silicon.

        Args:
            output_kpi_path: the file; in a folder `<name>_kpi.json`.

        Returns:
            model, target, clock_ghz, batch_size, macs; static_cycles and dram_cycles of an
            execution, latency_ms of one, samples_per_second, utilization (part of the
            peak rate), layers.
        """
        report = self.report()
        seconds = report.dram_cycles / (self._target.clock_ghz * 1e9)
        metrics = {
            "model": self.name, "target": self._target.name,
            "clock_ghz": self._target.clock_ghz, "batch_size": report.actual_batch_size,
            "macs": report.macs, "static_cycles": report.static_cycles,
            "dram_cycles": report.dram_cycles, "latency_ms": seconds * 1e3,
            "samples_per_second": report.actual_batch_size / seconds if seconds else 0.0,
            "utilization": report.compute_bound / report.dram_cycles if seconds else 0.0,
            "layers": report.layers.to_dict()}
        path = _arguments.path("output_kpi_path", output_kpi_path)
        if path.is_dir():
            path = path / f"{self.name}_kpi.json"
        with _replacing(path) as temporary:
            temporary.write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
        return metrics

    # ---------------------------------------------------------------- execution

    def execute(self, inputs: _Inputs, *, fast_mode: bool = False,
                log_level: Optional[int] = logging.NOTSET,
                keep_layer_outputs: Union[None, str, Iterable[str]] = None,
                output_file_path: Optional[_Path] = None) -> List[np.ndarray]:
        """Runs the reference interpreter on one sample.

        Args:
            inputs: name -> array, of the dtype and shape in `inputs`.
            fast_mode: all cores share the larger operations; the results are the same.
            keep_layer_outputs: 'all', or names of layers ('MLA_0/conv2d_0'): their tensors
                are in `layer_outputs` afterwards, in order of execution.
            output_file_path: an .npz file to write: the outputs, and the kept layers.

        Returns:
            The outputs, a list of arrays in the model's order.
        """
        del log_level
        arrays = _arguments.arrays(inputs, self.inputs)
        wanted = _arguments.layer_names(keep_layer_outputs, self._layer_names)
        outputs, layers = self._executor.run(arrays, fast_mode, wanted is not None)
        if wanted is not None:
            self.layer_outputs = {name: array for name, array in layers if name in wanted}
        if output_file_path is not None:
            path = _arguments.path("output_file_path", output_file_path)
            kept = self.layer_outputs if wanted is not None else {}
            with _replacing(path) as temporary, open(temporary, "wb") as file:
                np.savez(file, **dict(outputs), **kept)
        return [array for _, array in outputs]

    def evaluate(self, evaluation_data: Iterable[Tuple[_Inputs, Any]],
                 criterion: Union[Statistic, Callable[[list, Any], float]], *,
                 fast_mode: bool = False, log_level: Optional[int] = logging.NOTSET) -> Any:
        """Executes all samples and says how good the results are.

        Args:
            evaluation_data: (inputs, ground truth) pairs; inputs as of `execute`.
            criterion: an `afe.apis.statistic.Statistic`, or a function (outputs, ground
                truth) -> number, of which the mean is returned.
        """
        if not isinstance(criterion, Statistic):
            if not callable(criterion):
                raise TypeError(f"criterion is {type(criterion).__name__}; use a Statistic or a "
                                "function of outputs and ground truth")
            criterion = mean(criterion)
        state = criterion.initial()
        for sample in evaluation_data:
            inputs, truth = _arguments.pair("evaluation_data", sample)
            outputs = self.execute(inputs, fast_mode=fast_mode, log_level=log_level)
            state = criterion.step(state, outputs, truth)
        return criterion.result(state)

    def simulate(self, inputs: _Inputs, clock: str = "dram", *, check_hazards: bool = True,
                 repeat: int = 1,
                 **options: Any) -> Tuple[List[np.ndarray], SimulationReport]:
        """Compiles and runs the archive on the simulator, cycle for cycle.

        Args:
            inputs: name -> array; with a batch of N, N samples one behind the other.
            clock: 'dram': everything; 'static': no stalls.
            check_hazards: fails where instructions access common bytes unordered.
            repeat: executions on the same memories.
            **options: of `compile`; archives are kept, so that a second run compiles
                nothing.

        Returns:
            (outputs in the model's order, SimulationReport). Outputs are those of
            `execute`, bit for bit; with `dram_layout` HWC16 they have their padding.
        """
        if clock not in _CLOCKS:
            raise ValueError(f"clock {clock!r}; use one of {', '.join(_CLOCKS)}")
        path, report = self._archive(_arguments.compile_options(**options))
        arrays = _arguments.arrays(inputs, _sima.archive_inputs(path))
        repeat = _arguments.integer("repeat", repeat)
        if repeat < 1:
            raise ValueError(f"repeat {repeat} is less than 1")
        outputs, stages, _ = self._run(path, arrays, bool(check_hazards), repeat)
        shaped = [_shaped(array, shape, report.actual_batch_size)
                  for (_, array), (_, _, shape) in zip(outputs, self.outputs)]
        return shaped, SimulationReport(stages, clock)

    def generate_elf_and_reference_files(self, input_data: Iterable[_Inputs], output_dir: _Path, *,
                                         batch_size: int = 1, compress: bool = True,
                                         tessellate_parameters: _Layouts = None,
                                         l2_caching_mode: L2CachingMode = L2CachingMode.NONE,
                                         log_level: Optional[int] = logging.NOTSET,
                                         **kwargs: Any) -> None:
        """Writes the programs of the MLA, and what goes into and comes out of them.

        Args:
            input_data: dictionaries of inputs, each for one execution.
            output_dir: a folder; is made if it does not exist. It gets the .elf files, and
                for execution i and stage MLA_0 the files
                `<i>/MLA_0/ifm.<k>.bin` and `<i>/MLA_0/ofm.<k>.bin`: bytes as in DRAM.
            batch_size and others: as of `compile`.
        """
        del log_level
        options = _arguments.compile_options(batch_size, compress, tessellate_parameters,
                                             l2_caching_mode, kwargs)
        path, _ = self._archive(options)
        folder = _make_folder("output_dir", output_dir)
        manifest = _extract_programs(path, folder)
        for index, inputs in enumerate(input_data):
            arrays = _arguments.arrays(inputs, _sima.archive_inputs(path))
            outputs, _, tensors = self._run(path, arrays, True, 1, keep_tensors=True)
            del outputs
            _write_references(manifest, dict(tensors), folder / str(index))

    # ---------------------------------------------------------------- inside

    @property
    def _executor(self):
        if self._cached_executor is None:
            self._cached_executor = _sima.Executor(self._network, self._target_argument())
        return self._cached_executor

    @property
    def _layer_names(self):
        return [f"{segment['name']}/{node['name']}" for segment in self._executor.segments
                for node in segment["nodes"]]

    def _target_argument(self):
        """A built-in name, or a file with the description."""
        if not self._target.description:
            return self._target.name
        path = Path(self._folder.name) / "target.yaml"
        if not path.exists():
            path.write_text(self._target.description, encoding="utf-8")
        return str(path)

    def _compile_into(self, folder, options, log_level=logging.NOTSET):
        def log(level, text):
            number = getattr(logging, level.upper())
            if number >= log_level:
                _LOG.log(number, "%s: %s", self.name, text)

        return self._network.compile(output_path=str(folder), name=self.name,
                                     target=self._target_argument(), log=log, **options)

    def _archive(self, options):
        """(path, report) of an archive that only this object knows."""
        key = json.dumps(options, sort_keys=True)
        if key not in self._archives:
            folder = Path(tempfile.mkdtemp(dir=self._folder.name))
            values = self._compile_into(folder, options, logging.CRITICAL)
            self._archives[key] = values["archive"], CompileReport(values)
        return self._archives[key]

    def _run(self, path, arrays, check_hazards, repeat, keep_tensors=False):
        _sima.set_a65_host(_a65_host())
        names = [name for name, _, _ in _sima.archive_inputs(path)]
        return _sima.run_archive(path, dict(zip(names, arrays)), check_hazards, repeat,
                                 "", keep_tensors)


def _a65_host():
    """The program that runs shared objects of the A65; beside this package, or of a build."""
    built = _A65_HOST.parents[2] / "bin" / _A65_HOST.name
    return str(_A65_HOST if _A65_HOST.exists() or not built.exists() else built)


def _shaped(array, shape, batch):
    """What the MLA writes itself is bytes to the manifest; here it is a tensor."""
    batched = (batch * shape[0] if shape[0] == 1 else shape[0], *shape[1:]) if shape else shape
    return array.reshape(batched) if array.size == np.prod(batched) else array


def _stem(path):
    return path.name.removesuffix(path.suffix)


def _find(model_name, folder):
    """The file that a name stands for."""
    if folder.is_file():
        return folder
    candidates = [folder / model_name] if model_name.endswith(_SUFFIXES) else []
    candidates += [folder / f"{model_name}{suffix}" for suffix in _SUFFIXES]
    for path in candidates:
        if path.is_file():
            return path
    raise FileNotFoundError(f"model {model_name!r}: found none of "
                            f"{', '.join(str(path) for path in candidates)}")


def _target_of(network):
    """The target a saved network was for."""
    name, description = network.target
    return Target(name, description) if name else gen1_target


def _make_folder(argument, path):
    folder = _arguments.path(argument, path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise type(error)(error.errno, f"{argument} {str(folder)!r} cannot be made: "
                                       f"{os.strerror(error.errno)}; use a folder that can be "
                                       "written") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(f"{argument} {str(folder)!r} cannot be written; use another folder")
    return folder


def _writing(folder, action):
    """Runs `action`; what the system refuses is an OSError."""
    try:
        return action()
    except _sima.SimaError as error:
        if str(error).startswith(str(folder)):
            raise OSError(str(error)) from None
        raise


@contextlib.contextmanager
def _replacing(path):
    """A temporary file that becomes `path` when all went well."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent or ".", prefix=f".{path.name}.")
    except OSError as error:
        raise type(error)(error.errno, f"{str(path)!r} cannot be written: "
                                       f"{os.strerror(error.errno)}; use another folder") from None
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _extract_programs(archive, folder):
    """Writes the ELF files of an archive; returns its manifest."""
    manifest = None
    with tarfile.open(archive) as files:
        for member in files.getmembers():
            data = files.extractfile(member).read()
            if member.name.endswith(".elf"):
                (folder / Path(member.name).name).write_bytes(data)
            elif member.name.endswith("_mpk.json"):
                manifest = json.loads(data)
    return manifest


def _write_references(manifest, tensors, folder):
    for stage in manifest["plugins"]:
        if stage["processor"] != "MLA":
            continue
        place = folder / stage["name"]
        place.mkdir(parents=True, exist_ok=True)
        for kind, nodes in ("ifm", stage["input_nodes"]), ("ofm", stage["output_nodes"]):
            for index, node in enumerate(nodes):
                (place / f"{kind}.{index}.bin").write_bytes(tensors[node["name"]].tobytes())
