"""Use cases of graphs that both faces have: beginning a run, and checking graphs without running them."""

from __future__ import annotations

from graphex.runs.check import Checked as Checked
from graphex.runs.check import check_graphs as check_graphs
from graphex.runs.given import Given as Given
from graphex.runs.given import GivenValues as GivenValues
from graphex.runs.start import Inputs as Inputs
from graphex.runs.start import Prepared as Prepared
from graphex.runs.start import Refused as Refused
from graphex.runs.start import Request as Request
from graphex.runs.start import find_inputs as find_inputs
from graphex.runs.start import prepare as prepare
from graphex.runs.workbench import Workbench as Workbench
from graphex.runs.workbench import create_workbench as create_workbench
