"""Random calls of everything public, with arguments of all kinds.

Usage: fuzz.py MODEL FOLDER CALLS SEED

The calls run in child processes of a thousand, which tell which one they begin; a
process that dies of a signal is reported with the call that it died of. Exceptions must be
of the kinds that the documentation names.
"""
import collections
import hashlib
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np

from afe import SimaError, _sima
from afe.apis import defines, loaded_net, model
from afe.apis.statistic import mean
from afe.core import utils
from afe.ir.tensor_type import ScalarType
from afe.load.importers import general_importer

CALLS_OF_A_CHILD = 1000
DOCUMENTED = (SimaError, TypeError, ValueError, KeyError, IndexError, AttributeError, OSError,
              NotImplementedError, OverflowError)


class Fuzz:
    """Draws calls and arguments."""

    def __init__(self, network, folder, seed):
        self.random = random.Random(seed)
        self.network, self.folder = network, folder
        self.model = model.Model(_sima.Network.import_model(str(network)))
        self.saved = folder / "saved.sima"
        if not self.saved.exists():
            self.model.save("saved", str(folder))
        self.image = np.zeros((1, 16, 16, 1), np.int8)

    def any_value(self, depth=0):
        """Anything at all."""
        draw = self.random
        simple = [
            lambda: None, lambda: draw.choice([True, False]),
            lambda: draw.choice([0, -1, 1, 2, 7, 1024, 2 ** 31, 2 ** 63, -2 ** 70]),
            lambda: draw.choice([0.0, -1.5, 1e300, float("nan"), float("inf")]),
            lambda: draw.choice(["", "image", "a\0b", "\udcff", "x" * 5000, "..", "MLA_0",
                                 "probabilities", "dram", "all", "{", "größe"]),
            lambda: draw.choice([b"", b"\xff" * 9]), lambda: object(), lambda: self.random,
            lambda: draw.choice(list(defines.TensorDRAMLayout)),
            lambda: draw.choice(list(defines.L2CachingMode)),
            lambda: draw.choice(list(ScalarType)), lambda: self.image, self.array,
            lambda: defines.gen2_target, lambda: self.model, lambda: self.folder,
            lambda: defines.Target(draw.choice(["", "mlsoc", "none", "/dev/null"]),
                                   draw.choice(["", "name: x", "\0"])),
            self.layout, lambda: len, lambda: iter(())]
        if depth < 2:
            simple += [lambda: [self.any_value(depth + 1) for _ in range(draw.randrange(3))],
                       lambda: tuple(self.any_value(depth + 1) for _ in range(draw.randrange(5))),
                       lambda: {self.key(): self.any_value(depth + 1)
                                for _ in range(draw.randrange(3))}]
        return draw.choice(simple)()

    def key(self):
        return self.random.choice(["image", "inputs", "outputs", "", "MLA_0/softmax_7_output", 3,
                                   None, "\udcff", "a\0b"])

    def array(self):
        draw = self.random
        shape = draw.choice([(), (0,), (1, 16, 16, 1), (3, 16, 16, 1), (16, 16), (1, 0, 2),
                             (2, 3, 4, 5, 6)])
        dtype = draw.choice(["i1", "u1", "i2", ">i2", "i4", "i8", "f2", "f4", "f8", "?", "c8", "O",
                             "S3", "M8[s]"])
        array = np.zeros(shape, dtype)
        return array[..., ::-1] if array.ndim and draw.random() < 0.3 else array

    def layout(self):
        draw = self.random
        return defines.TensorTessellateParameters(
            tile_shape=draw.choice([(0, 0, 0, 0), (1, 8, 0, 0), (0, -1, 99, 2 ** 40), self]),
            enable_mla=draw.choice([True, False, self.key()]),
            dram_layout=draw.choice([None, *defines.TensorDRAMLayout, "HWC"]),
            align_c16=draw.choice([None, True, False]), cblock=draw.choice([None, True]))

    def inputs(self):
        draw = self.random
        return draw.choice([{"image": self.image}, {"image": self.image}, {"image": self.array()},
                            self.any_value()])

    def damaged(self):
        """A .sima file with some bytes changed, also inside of its members."""
        path = self.folder / f"damaged{os.getpid()}.sima"
        data = bytearray(self.saved.read_bytes())
        if self.random.random() < 0.5:
            for _ in range(self.random.randrange(1, 20)):
                data[self.random.randrange(len(data))] = self.random.randrange(256)
            path.write_bytes(data[:self.random.randrange(len(data) + 1)]
                             if self.random.random() < 0.3 else data)
            return path
        with zipfile.ZipFile(self.saved) as source:
            members = {name: bytearray(source.read(name)) for name in source.namelist()}
        for content in members.values():
            if self.random.random() < 0.5:
                content[self.random.randrange(len(content))] = self.random.randrange(256)
        if self.random.random() < 0.7:
            self.sign(members)
        with zipfile.ZipFile(path, "w") as target:
            for name, content in members.items():
                target.writestr(name, bytes(content))
        return path

    @staticmethod
    def sign(members):
        """Makes the description's digests those of the damaged members."""
        description = members["network.json"]
        for name, content in members.items():
            at = description.find(f'"{name}": "'.encode()) + len(name) + 5
            if name != "network.json" and at + 64 < len(description):
                description[at:at + 64] = hashlib.sha256(content).hexdigest().encode()

    def options(self):
        """Keyword arguments of compile, some of them good."""
        draw = self.random
        good = {"batch_size": draw.choice([1, 2, 3]), "compress": draw.choice([True, False]),
                "io": draw.choice(["source", "float", "codes"]),
                "tessellate_parameters": draw.choice(
                    [None, {"image": self.layout()}, {self.key(): self.layout()}]),
                "l2_caching_mode": draw.choice(list(defines.L2CachingMode))}
        chosen = {key: value for key, value in good.items() if draw.random() < 0.4}
        if draw.random() < 0.4:
            chosen[draw.choice([*good, "threads", "verify", "nonsense"])] = self.any_value()
        return chosen

    def call(self):
        """One random call."""
        draw, any_value = self.random, self.any_value
        net, folder = self.model, str(self.folder)
        calls = [
            lambda: net.execute(self.inputs(), fast_mode=any_value()),
            lambda: net.execute(self.inputs(), keep_layer_outputs=any_value(),
                                output_file_path=draw.choice([None, any_value()])),
            lambda: net.compile(draw.choice([folder, any_value()]), **self.options()),
            lambda: net.simulate(self.inputs(), draw.choice(["dram", "static", any_value()]),
                                 **self.options()),
            lambda: net.evaluate(any_value(), draw.choice([mean(any_value()), any_value()])),
            lambda: net.evaluate([(self.inputs(), any_value())], any_value()),
            lambda: net.get_performance_metrics(draw.choice([folder, any_value()])),
            lambda: net.save(draw.choice(["again", any_value()]),
                             draw.choice([folder, any_value()])),
            lambda: net.generate_elf_and_reference_files(
                draw.choice([[self.inputs()], any_value()]), folder, **self.options()),
            lambda: model.Model.load(any_value(), draw.choice([folder, any_value()])),
            lambda: model.Model.load("x", self.damaged()),
            lambda: model.Model.load("saved", folder, target=any_value()),
            lambda: model.Model(any_value(), any_value()),
            lambda: loaded_net.load_model(any_value(), target=any_value()),
            lambda: loaded_net.load_model(general_importer.tflite_source(
                self.network, any_value(), any_value())),
            lambda: loaded_net.load_model(general_importer.tflite_source(self.network))
            .convert_to_sima_quantization(model_name=any_value()),
            lambda: general_importer.onnx_source(any_value(), any_value()),
            lambda: defines.gen_custom_target(any_value()),
            lambda: utils.convert_data_generator_to_iterable(any_value()),
            lambda: ScalarType.from_numpy(any_value()),
            lambda: _sima.Network.import_model(any_value(), any_value()),
            lambda: _sima.Executor(any_value(), any_value()),
            lambda: net._executor.run(any_value(), any_value(), any_value()),
            lambda: net._executor.run([self.array()], any_value()),
            lambda: _sima.run_archive(any_value(), any_value()),
            lambda: _sima.run_archive(str(self.saved), {"image": self.array()}),
            lambda: _sima.time_archive(any_value()),
            lambda: _sima.archive_inputs(any_value()),
            lambda: _sima.machine(any_value()),
            lambda: net._network.renamed(any_value()),
            lambda: net._network.with_target(any_value(), any_value()),
            lambda: getattr(net.report(), draw.choice(["cycles", "layers", "archive"])),
        ]
        return draw.choice(calls)


def child(network, folder, first, seed):
    """Runs the calls from `first` on; a line before each, and counts at the end."""
    os.chdir(folder)
    fuzz = Fuzz(network, folder, seed * 1_000_003 + first)
    counts = collections.Counter()
    for number in range(first, first + CALLS_OF_A_CHILD):
        call = fuzz.call()
        print(f"call {number}", flush=True)
        try:
            call()
            counts["returned"] += 1
        except DOCUMENTED:
            counts["raised"] += 1
        except Exception as error:
            counts["unknown"] += 1
            print(f"unknown: {number}: {error!r}", flush=True)
    print(f"counts {counts['returned']} {counts['raised']} {counts['unknown']}", flush=True)


def main():
    network, folder, calls, seed = (Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(),
                                    int(sys.argv[3]), int(sys.argv[4]))
    if len(sys.argv) > 5:
        child(network, folder, int(sys.argv[5]), seed)
        return 0
    totals = [0, 0, 0]
    Fuzz(network, folder, 0)  # writes the saved model
    for first in range(0, calls, CALLS_OF_A_CHILD):
        run = subprocess.run([sys.executable, __file__, network, folder, *sys.argv[3:5],
                              str(first)],
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=folder)
        lines = run.stdout.decode(errors="replace").splitlines()
        if run.returncode or not lines[-1].startswith("counts"):
            print(f"calls from {first} on: exit code {run.returncode}", *lines[-12:], sep="\n  ")
            return 1
        print(*(line for line in lines if line.startswith("unknown")), sep="\n", end="")
        totals = [total + int(count) for total, count in zip(totals, lines[-1].split()[1:])]
    print(f"{calls} calls: {totals[0]} returned, {totals[1]} raised, {totals[2]} of a kind that "
          "tells nothing")
    return 0


sys.exit(main())
