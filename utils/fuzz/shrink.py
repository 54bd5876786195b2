"""Makes the description of a failing network smaller while it fails in the same
place: fewer nodes and outputs, smaller extents, plainer parameters."""

import copy
import time


SECONDS = 90


def shrink(description, plan, still_fails, write, seconds=SECONDS):
    """The smallest description and plan found; `write` gives a description's values
    or raises, `still_fails` runs it."""
    end = time.monotonic() + seconds

    def better(candidate, candidate_plan):
        try:
            write(candidate)
        except Exception:  # whatever a builder says of a description that does not fit
            return False
        return still_fails(candidate, candidate_plan)

    progress = True
    while progress and time.monotonic() < end:
        progress = False
        for candidate, candidate_plan in candidates(description, plan, write):
            if time.monotonic() > end:
                break
            if size(candidate, candidate_plan) < size(description, plan) and better(
                    candidate, candidate_plan):
                description, plan, progress = candidate, candidate_plan, True
                break
    return description, plan


def size(description, plan):
    """What shrinking makes smaller; nodes first."""
    extents = sum(sum(i["shape"]) for i in description.inputs.values())
    return (len(description.nodes), len(description.outputs), len(description.inputs), extents,
            sum(weight(node.params) for node in description.nodes) +
            sum(weight(i) for i in description.inputs.values()) + weight(description.options) +
            (plan.target != "mlsoc") + plan.batch + (plan.layouts != "{}"))


def weight(value):
    """How far from plain a parameter is."""
    if isinstance(value, dict):
        return 1 + sum(weight(v) for v in value.values())
    if isinstance(value, list):
        return 1 + sum(weight(v) for v in value)
    if isinstance(value, bool) or value is None:
        return float(bool(value))
    if isinstance(value, (int, float)):
        return 0.5 if value == 1.0 else min(abs(value) ** 0.25, 50.0) + (value < 0) + (
            value != int(value))
    return float(value not in ("NONE", "VALID", "int8"))


def candidates(description, plan, write):
    """Smaller ones, the boldest first."""
    for what in plainer_plans(plan):
        yield description, what
    values = write(description)
    for change in (fewer_outputs, fewer_nodes, smaller_inputs, plainer_parameters):
        for candidate in change(description, values):
            yield pruned(candidate), plan


def plainer_plans(plan):
    for name, plain in (("target", "mlsoc"), ("layouts", "{}"), ("batch", 1)):
        if getattr(plan, name) != plain:
            candidate = copy.copy(plan)
            setattr(candidate, name, plain)
            yield candidate


def pruned(description):
    """Without nodes and inputs that no output needs."""
    wanted = {ref.split(":")[0] for ref in description.outputs}
    for node in reversed(description.nodes):
        if node.name in wanted:
            wanted.update(ref.split(":")[0] for ref in node.inputs)
    description.nodes = [node for node in description.nodes if node.name in wanted]
    description.inputs = {n: i for n, i in description.inputs.items() if n in wanted}
    return description


def fewer_outputs(description, _):
    if len(description.outputs) > 1:
        for ref in description.outputs:
            candidate = copy.deepcopy(description)
            candidate.outputs = [ref]
            yield candidate


def fewer_nodes(description, values):
    """Ends at an earlier value, or begins at a later one."""
    computed = [ref for node in description.nodes for ref in values if
                ref.startswith(node.name + ":")]
    for ref in computed:
        if [ref] != description.outputs:
            candidate = copy.deepcopy(description)
            candidate.outputs = [ref]
            yield candidate
    for node in reversed(description.nodes):
        candidate = copy.deepcopy(description)
        candidate.nodes = [n for n in candidate.nodes if n.name != node.name]
        replaced = {}
        for ref in [ref for ref in computed if ref.startswith(node.name + ":")]:
            value, name = values[ref], f"{node.name}_{ref.split(':')[1]}"
            candidate.inputs[name] = {"shape": list(value.shape), "dtype": value.dtype,
                                      **value.quantization}
            replaced[ref] = name
        for other in candidate.nodes:
            other.inputs = [replaced.get(ref, ref) for ref in other.inputs]
        candidate.outputs = [ref for ref in candidate.outputs if ref not in replaced]
        if candidate.outputs:
            yield candidate


def smaller_inputs(description, _):
    """Extents of one input, or the same extent of all inputs."""
    shapes = {name: i["shape"] for name, i in description.inputs.items()}
    extents = sorted({n for shape in shapes.values() for n in shape if n > 1}, reverse=True)
    for extent in extents:
        for smaller in smaller_numbers(extent, least=1):
            candidate = copy.deepcopy(description)
            for i in candidate.inputs.values():
                i["shape"] = [smaller if n == extent else n for n in i["shape"]]
            yield candidate
    for name, shape in shapes.items():
        for d, extent in enumerate(shape):
            for smaller in smaller_numbers(extent, least=1):
                candidate = copy.deepcopy(description)
                candidate.inputs[name]["shape"][d] = smaller
                yield candidate


def smaller_numbers(number, least=0):
    return [n for n in dict.fromkeys((least, 1, number // 4, number // 2, number - 1))
            if least <= n < number]


def plainer_parameters(description, _):
    for place in [*description.nodes]:
        for path, value in leaves(place.params, ()):
            for plain in plainer(path, value):
                candidate = copy.deepcopy(description)
                node = next(n for n in candidate.nodes if n.name == place.name)
                change(node.params, path, plain)
                yield candidate
    for name in description.inputs:
        for key, plain in (("scale", 1.0), ("zero_point", 0)):
            if description.inputs[name][key] not in (plain, None):
                candidate = copy.deepcopy(description)
                candidate.inputs[name][key] = plain
                yield candidate
    for path, value in leaves(description.options, ()):
        for plain in plainer(path, value):
            candidate = copy.deepcopy(description)
            change(candidate.options, path, plain)
            yield candidate


def leaves(value, path):
    """(path, value) of everything inside, whole lists and dictionaries too."""
    if path:
        yield path, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(
        value, list) else ()
    for key, inner in items:
        yield from leaves(inner, (*path, key))


REMOVE = object()


def plainer(path, value):
    """Values that are plainer than one parameter."""
    if isinstance(value, bool):
        return [False] if value else []
    if isinstance(value, int):
        return [n for n in dict.fromkeys((0, 1, value // 2, value - 1, -value if value < 0 else 0))
                if abs(n) <= abs(value) and n != value]
    if isinstance(value, float):
        return [n for n in (1.0, 0.5, 0.0625) if n != value]
    if isinstance(value, str):
        return [n for n in ("NONE", "VALID") if n != value]
    if isinstance(value, list) and path[-1] == "scales" and len(value) > 1:
        return [value[:1], value[:2]]
    return [REMOVE] if isinstance(value, dict) and path[-1] == "bias" else []


def change(params, path, value):
    for key in path[:-1]:
        params = params[key]
    if value is REMOVE:
        del params[path[-1]]
    else:
        params[path[-1]] = value
