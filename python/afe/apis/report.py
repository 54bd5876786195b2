"""What compilations and simulations tell, as plain data."""

import json

import numpy as np


class LayerTable:
    """A column a figure, a row a layer, in order of execution.

    Columns are attributes and items: `table.name` is a list of str, every other column
    an array. `len(table)` is the number of layers.
    """

    def __init__(self, columns):
        self._columns = {key: list(values) if key == "name" else np.asarray(values)
                         for key, values in columns.items()}

    def __getattr__(self, key):
        columns = self.__dict__.get("_columns", {})
        if key not in columns:
            raise AttributeError(f"no column '{key}'; there are {', '.join(columns)}")
        return columns[key]

    def __getitem__(self, key):
        return self._columns[key]

    def __len__(self):
        return len(self._columns["name"])

    def to_dict(self):
        """Columns as lists of Python numbers."""
        return {key: list(values) if key == "name" else values.tolist()
                for key, values in self._columns.items()}


class CompileReport:
    """What is known about a compiled network; no figure is measured, all are exact.

    Attributes:
        archive: path of the archive.
        target: name of the machine.
        desired_batch_size, actual_batch_size: samples of an execution.
        static_cycles, dram_cycles: of an execution, in both clocks of docs/simulator.md.
        compute_bound, dram_bound: cycles that no schedule is below.
        macs: multiply-accumulates of an execution.
        lm_peak_bytes, lm_lower_bound_bytes, lm_capacity_bytes: local memory of a quad.
        mla_segments, a65_segments: stages by processor.
        notes: what today's runtimes make of the archive.
        layers: LayerTable with name, macs, static_cycles, dram_cycles, compute_bound and
            dram_bound.
    """

    def __init__(self, values):
        self._values = dict(values)
        self._values["layers"] = LayerTable(values["layers"])

    def __getattr__(self, key):
        values = self.__dict__.get("_values", {})
        if key not in values:
            raise AttributeError(f"no figure '{key}'; there are {', '.join(values)}")
        return values[key]

    def to_dict(self):
        """Everything as dictionaries, lists, numbers and text."""
        return {**self._values, "layers": self.layers.to_dict()}

    def __repr__(self):
        return (f"CompileReport({self.archive!r}, batch {self.actual_batch_size} of "
                f"{self.desired_batch_size}, {self.static_cycles:,} static and "
                f"{self.dram_cycles:,} dram cycles)")


class StageReport:
    """One MLA stage of a simulation.

    Attributes:
        name: 'MLA_0'.
        clock: 'static' or 'dram'.
        cycles: of an execution, in that clock.
        layers: LayerTable with name, start, cycles and instructions.
        stalls: cause -> cycles of an execution that it costs beyond the static clock; a
            cause may give cycles back. Their sum is the difference of the clocks.
        quads: the report of each quad.
        data: the whole report of the simulator, as `sima-run --json` prints it.
    """

    def __init__(self, name, text, clock):
        self.name, self.clock = name, clock
        self.data = json.loads(text)
        self.cycles = self.data[f"{clock}_total"]
        self.stalls = {cause: cycles for cause, cycles in self.data["stalls"].items()
                       if cause != "total"}
        self.quads = self.data["quads"]
        layers = self.data["layers"]
        self.layers = LayerTable({
            "name": [layer["name"] for layer in layers],
            "start": [layer[f"{clock}_start"] for layer in layers],
            "cycles": [layer[f"{clock}_cycles"] for layer in layers],
            "instructions": [layer["instructions"] for layer in layers]})

    def __repr__(self):
        return f"StageReport({self.name}, {self.cycles:,} {self.clock} cycles)"


class SimulationReport:
    """What the simulator measured.

    Attributes:
        clock: 'static': no stalls; 'dram': everything.
        cycles: of all MLA stages of an execution.
        stages: a StageReport for each MLA stage.
        layers: LayerTable of all of them: name, start (within its stage), cycles,
            instructions.
        stalls: the sums over stages.
    """

    def __init__(self, stages, clock):
        self.clock = clock
        self.stages = [StageReport(name, text, clock) for name, text, _ in stages]
        self.cycles = sum(stage.cycles for stage in self.stages)
        keys = ("name", "start", "cycles", "instructions")
        columns = {key: [] for key in keys}
        for stage in self.stages:
            for key in keys:
                columns[key].extend(stage.layers[key])
        self.layers = LayerTable(columns)
        self.stalls = {}
        for stage in self.stages:
            for cause, cycles in stage.stalls.items():
                self.stalls[cause] = self.stalls.get(cause, 0) + cycles

    def to_dict(self):
        """Everything as dictionaries, lists, numbers and text."""
        return {"clock": self.clock, "cycles": self.cycles, "stalls": self.stalls,
                "layers": self.layers.to_dict(),
                "stages": [{"name": stage.name, "report": stage.data}
                           for stage in self.stages]}

    def __repr__(self):
        return (f"SimulationReport({self.cycles:,} {self.clock} cycles, "
                f"{len(self.layers)} layers)")
