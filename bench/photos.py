"""What a photo costs: our child process against libvips, on one 12-megapixel JPEG, in the same run.

Both start a new process, read the same file and make the same three WebP sizes, taking turns. Prints the
median CPU seconds, the peak memory, and the ratio. Needs `pip install pyvips pyvips-binary`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from storyhub.adapters.images import SIZES, CleanedPhoto, clean_photos

ROOT = Path(__file__).resolve().parents[1]
MAX_RATIO = 1.3
MAX_MEGABYTES = 80

# As a phone makes it: 4000 x 3000, detail and noise, lying on its side, with EXIF and a wide colour profile.
MAKE_PHOTO = """
import sys
from PIL import Image, ImageChops
from tests.adapters.images_samples import display_p3
size = (4000, 3000)
shapes = Image.effect_noise((500, 375), 60).resize(size, Image.Resampling.BICUBIC)
noise = Image.effect_noise(size, 12)
ramp, ring = (make("L").resize(size) for make in (Image.linear_gradient, Image.radial_gradient))
photo = Image.merge("RGB", [ImageChops.add(band, other, 2) for band, other in
                            ((shapes, noise), (ramp, noise), (ring, shapes))])
exif = Image.Exif()
exif[0x0112], exif[0x010F] = 6, "Phone"
photo.save(sys.argv[1], quality=88, exif=exif, icc_profile=display_p3())
"""

VIPS = """
import sys, pyvips
picture = pyvips.Image.thumbnail(sys.argv[1], 1600, height=1600, size="down", export_profile="srgb")
for side in map(int, sys.argv[2:]):
    picture = picture.thumbnail_image(side, height=side, size="down").copy_memory()
    picture.webpsave_buffer(Q=75, effort=4, keep="none")
"""


def run_ours(photo: Path) -> None:
    (result,) = clean_photos([photo.read_bytes()])
    if not isinstance(result, CleanedPhoto):
        raise SystemExit(f"the photo was refused: {result}")


def run_vips(photo: Path) -> None:
    subprocess.run([sys.executable, "-I", "-c", VIPS, str(photo), *map(str, SIZES)], check=True)


RUNNERS = {"storyhub": run_ours, "libvips": run_vips}


def run_once(engine: str, photo: Path) -> None:
    """In a process of its own, so that the usage of its children is that of one child."""
    RUNNERS[engine](photo)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({"cpu": usage.ru_utime + usage.ru_stime, "megabytes": usage.ru_maxrss / 1024}))


def measured(engine: str, photo: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--once", engine, str(photo)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    figures: dict[str, float] = json.loads(answer)
    return figures


def compare(rounds: int) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        photo = Path(folder) / "photo.jpg"
        subprocess.run([sys.executable, "-c", MAKE_PHOTO, str(photo)], cwd=ROOT, check=True)
        print(f"12-megapixel JPEG, {photo.stat().st_size / 1e6:.1f} MB, to WebP {SIZES}, {rounds} rounds")
        for engine in RUNNERS:
            measured(engine, photo)  # warms the file cache and the byte code
        runs: dict[str, list[dict[str, float]]] = {engine: [] for engine in RUNNERS}
        for _ in range(rounds):
            for engine, figures in runs.items():
                figures.append(measured(engine, photo))
    return report(runs)


def report(runs: dict[str, list[dict[str, float]]]) -> bool:
    cpu = {engine: median(run["cpu"] for run in figures) for engine, figures in runs.items()}
    memory = {engine: max(run["megabytes"] for run in figures) for engine, figures in runs.items()}
    for engine in runs:
        print(f"{engine:10} {cpu[engine]:.3f} CPU s (median)  {memory[engine]:.0f} MB peak")
    ratio = cpu["storyhub"] / cpu["libvips"]
    kept = ratio <= MAX_RATIO and memory["storyhub"] <= MAX_MEGABYTES
    print(f"ratio {ratio:.2f}, at most {MAX_RATIO}; {memory['storyhub']:.0f} MB, at most {MAX_MEGABYTES}")
    print("kept" if kept else "BROKEN")
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--once", nargs=2, metavar=("ENGINE", "PHOTO"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.once:
        return run_once(options.once[0], Path(options.once[1]))
    if importlib.util.find_spec("pyvips") is None:
        raise SystemExit("pyvips is missing (a dev requirement): pip install pyvips pyvips-binary")
    raise SystemExit(0 if compare(options.rounds) else 1)


if __name__ == "__main__":
    main()
