"""Looking at files that nobody has described: what each one is, by its header, geometry or band."""

from __future__ import annotations

from layers.found.look import look as look
from layers.found.sight import Sight as Sight
