"""The rows of a bench as a table, a line each, so that it can be read while it grows."""

from __future__ import annotations

from reel.bench.run import Row

HEADER = (
    f"{'':<44}{'frames':>7}  {'manim: wall/CPU':>16}  {'ours: wall/CPU':>15}  {'times as fast':>13}"
    f"  {'tuned':>11}  {'two':>5}  {'size':>5}  {'peak MB':>9}  {'pictures':>21}  {'SSIM after: manim/ours':>22}"
)


def line(row: Row) -> str:
    """One row: seconds, then how many times as fast ours is in wall and CPU time."""
    return (
        f"{row.name:<44}{row.frames:>7}  {_seconds(row, 'stock'):>16}  {_seconds(row, 'ours'):>15}"
        f"  {_times(row, 'stock'):>13}  {_times(row, 'tuned'):>11}  {_one(row.ratio('two at a time')):>5}"
        f"  {_size(row):>5}  {_peaks(row):>9}  {_pictures(row):>21}  {_after(row):>22}"
    )


def _seconds(row: Row, name: str) -> str:
    one = row.measured.get(name)
    return f"{one.wall:.1f}/{one.cpu:.1f}" if one else ""


def _one(ratio: float | None) -> str:
    return f"{ratio:.1f}" if ratio is not None else ""


def _times(row: Row, name: str) -> str:
    wall, cpu = row.ratio(name), row.ratio(name, kind="cpu")
    return f"{_one(wall)}/{_one(cpu)}" if wall is not None else ""


def _size(row: Row) -> str:
    return f"{row.bytes['ours'] / row.bytes['stock']:.2f}" if {"ours", "stock"} <= row.bytes.keys() else ""


def _peaks(row: Row) -> str:
    peaks = (row.measured[name].peak for name in ("stock", "ours") if name in row.measured)
    return "/".join(f"{peak:.0f}" for peak in peaks if peak)


def _pictures(row: Row) -> str:
    if not row.pictures:
        return ""
    equal, compared, worst = (row.pictures[name] for name in ("equal", "compared", "worst"))
    return f"{equal}/{compared} equal" + ("" if equal == compared else f" {worst:.4f}")


def _after(row: Row) -> str:
    if not row.pictures:
        return ""
    return "/".join(f"{row.pictures['after'][name]['mean']:.5f}" for name in ("stock", "ours"))
