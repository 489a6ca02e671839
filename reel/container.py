"""How every MP4 of ours is laid out: index first, no edit list (players differ in how they read one), no dates."""

CONTAINER = {
    "movflags": "+faststart+negative_cts_offsets",
    "use_editlist": "0",
    "fflags": "+bitexact",
    "video_track_timescale": "15360",
}
