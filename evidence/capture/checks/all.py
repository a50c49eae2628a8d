"""Every check, in the order in which findings of one level are told."""

from collections.abc import Mapping

from evidence.capture.checks import places, quality, reuse, scene, screens, software, sources, times
from evidence.capture.checks.base import Check

CHECKS = (
    *reuse.CHECKS,
    *scene.CHECKS,
    *screens.CHECKS,
    *software.CHECKS,
    *times.CHECKS,
    *places.CHECKS,
    *quality.CHECKS,
    *sources.CHECKS,
)
BY_CODE: Mapping[str, Check] = {check.code: check for check in CHECKS}
