"""Which networks are measured how.

By default every network on mlsoc, one sample at a time, and a few in the
other ways that are of interest; options ask for all combinations of what they name.
"""

import itertools
from typing import NamedTuple

from vela import VELA

TARGETS = ["mlsoc", "modalix", "cmp256", "cmp512", "cmp1024"]
BATCHES = [1, 8]
BROUGHT, RESIDENT = "none", "single-model"
CACHING = [BROUGHT, RESIDENT]

# What the tables of docs/bench.md that tests compare are about: few and small.
CHECKED_NETWORKS = ["digits", "ad01_int8", "kws_ref_model", "pretrainedResnet_quant",
                    "str_ww_ref_model", "vww_96_int8"]

BATCH_NETWORKS = ["resnet50-224", "mobilenetv2-224", "mobilenet_v2_1.0_224_quant",
                  "pretrainedResnet_quant", "kws_ref_model", "ad01_int8"]
RESIDENT_NETWORKS = ["mobilenetv2-224"]


class Case(NamedTuple):
    """A way to compile: target, samples asked for, and whether constants stay in
    local memory ("single-model") or are brought in every execution ("none")."""
    target: str
    batch: int
    l2_caching: str


def default_cases(network):
    cases = [Case("mlsoc", 1, BROUGHT)]
    if network.name in VELA["cycles"]:
        cases.append(Case("cmp1024", 1, BROUGHT))
    if network.name in BATCH_NETWORKS:
        cases.append(Case("mlsoc", 8, BROUGHT))
    if network.name in RESIDENT_NETWORKS:
        cases.append(Case("mlsoc", 1, RESIDENT))
    return cases


def checked(networks):
    """(network, cases) of the tables that tests compare."""
    cases = [Case(*case) for case in itertools.product(TARGETS, BATCHES, [BROUGHT])]
    return [(network, cases) for network in networks if network.name in CHECKED_NETWORKS]


def planned(networks, targets=None, batches=None, l2_caching=None):
    """(network, cases): the default ones, or all combinations of what is given."""
    if not (targets or batches or l2_caching):
        return [(network, default_cases(network)) for network in networks]
    cases = [Case(*case) for case in itertools.product(
        targets or TARGETS[:1], batches or BATCHES[:1], l2_caching or [BROUGHT])]
    return [(network, cases) for network in networks]


def without_resident(plan):
    """The plan without what needs constants to stay, and how many cases are gone."""
    kept = [(network, [case for case in cases if case.l2_caching == BROUGHT])
            for network, cases in plan]
    gone = sum(len(cases) for _, cases in plan) - sum(len(cases) for _, cases in kept)
    return [entry for entry in kept if entry[1]], gone
