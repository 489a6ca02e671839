"""Pictures that stand still, in an H.264 stream, at a dozen bytes each.

An encoder takes milliseconds to find that nothing has changed. Here it is given each picture once, and the pictures that
repeat it are written by hand: slices in which every macroblock is skipped, which no other picture refers to. Only the
order in which pictures are shown has to make room for them. So three things change in what the encoder made: the field
of that order is eight bits wider, in the sequence parameter set and in each slice, which leaves all that follows in the
slice on its own bit of a byte; it counts the pictures that are repeated too; and there is a second picture parameter
set, whose slices are written without arithmetic coding.

Names are those of ITU-T H.264, sections 7.3 and 7.4.
"""

from __future__ import annotations

import re

_START = b"\x00\x00\x00\x01"
_SLICE, _IDR, _SEQUENCE, _PICTURE = 1, 5, 7, 8
_EXTENDED_PROFILES = (100, 110, 122, 244)
_P_SLICE = 0
_WIDER = 8
_HEAD = 24
"""Bytes in which the part of a slice's header that is read and changed lies."""


class Reader:
    """Bits, one after another, from bytes without emulation prevention."""

    def __init__(self, data: bytes) -> None:
        self.value, self.length = int.from_bytes(data), 8 * len(data)
        self.at = 0

    def bits(self, count: int) -> int:
        self.at += count
        if self.at > self.length:
            raise ValueError("the bits have come to an end")
        return (self.value >> (self.length - self.at)) & ((1 << count) - 1)

    def ue(self) -> int:
        """An unsigned number in Exp-Golomb code."""
        zeros = 0
        while not self.bits(1):
            zeros += 1
        return (1 << zeros) - 1 + self.bits(zeros)


class Writer:
    """Bits, one after another, to bytes."""

    def __init__(self) -> None:
        self.value = self.length = 0

    def bits(self, value: int, count: int) -> Writer:
        self.value, self.length = self.value << count | value, self.length + count
        return self

    def ue(self, *numbers: int) -> Writer:
        for number in numbers:
            self.bits(number + 1, 2 * (number + 1).bit_length() - 1)
        return self

    def rbsp(self) -> bytes:
        """All of it, ended as a NAL unit's payload is: a one, and zeros to the byte's end."""
        self.bits(1, 1)
        self.bits(0, -self.length % 8)
        return self.value.to_bytes(self.length // 8)


def nal_units(data: bytes) -> list[bytes]:
    """The NAL units of an Annex B byte stream."""
    return [one.rstrip(b"\x00") for one in re.split(rb"\x00\x00\x01", data)[1:]]


def unescaped(nal: bytes) -> bytes:
    return nal.replace(b"\x00\x00\x03", b"\x00\x00")


def escaped(payload: bytes) -> bytes:
    return re.sub(rb"\x00\x00(?=[\x00-\x03])", b"\x00\x00\x03", payload)


class Stream:
    """A stream of one encoder, as it gives it (`header`: its parameter sets), with room for pictures that are repeated.

    The encoder must not let a picture's weight depend on the order of display (no implicit weighting, no temporal
    direct mode), and refer to no B picture.
    """

    def __init__(self, header: bytes) -> None:
        units = nal_units(header)
        sequence = next(one for one in units if one[0] & 31 == _SEQUENCE)
        self._picture = next(one for one in units if one[0] & 31 == _PICTURE)
        self._sequence = self._widened(unescaped(sequence))
        self._following = 0

    @property
    def header(self) -> bytes:
        """The parameter sets of the stream that is written."""
        # pic_parameter_set_id and seq_parameter_set_id, then: entropy_coding_mode_flag 0,
        # bottom_field_pic_order_in_frame_present_flag 0, num_slice_groups_minus1 0, num_ref_idx_l0/l1_default_active_minus1
        # 0, weighted_pred_flag 0, weighted_bipred_idc 0, three differences of quantisers 0,
        # deblocking_filter_control_present_flag 1, constrained_intra_pred_flag 0, redundant_pic_cnt_present_flag 0.
        second = Writer().bits(self._picture[0], 8).ue(1, 0).bits(0, 2).ue(0, 0, 0).bits(0, 3).ue(0, 0, 0).bits(0b100, 3)
        return b"".join(_START + one for one in (self._sequence, self._picture, escaped(second.rbsp())))

    def _widened(self, sequence: bytes) -> bytes:
        read = Reader(sequence)
        read.bits(8)
        profile = read.bits(8)
        read.bits(16)
        read.ue()
        if profile in _EXTENDED_PROFILES:
            chroma, _, _ = read.ue(), read.ue(), read.ue()
            if chroma != 1 or read.bits(2):
                raise ValueError("not a stream in 4:2:0 without scaling matrices")
        self._number_bits = read.ue() + 4
        if read.ue() != 0:
            raise ValueError("the stream does not say in what order its pictures are shown")
        before = read.at
        self._order_bits = read.ue() + 4
        after = read.at
        read.ue()
        read.bits(1)
        self._macroblocks = (read.ue() + 1) * (read.ue() + 1)
        if not read.bits(1):
            raise ValueError("not a stream of whole frames")
        # All that was read from here on stays as it is, up to the one that ends it.
        ending = (read.value & -read.value).bit_length()
        new = Writer().bits(read.value >> (read.length - before), before).ue(self._order_bits + _WIDER - 4)
        left = read.length - after
        new.bits((read.value & ((1 << left) - 1)) >> ending, left - ending)
        return escaped(new.rbsp())

    def picture(self, packet: bytes, order: int) -> bytes:
        """A picture as the encoder gave it, as the one that is shown `order`th since the last one that begins anew."""
        return b"".join(_START + (self._placed(one, order) if one[0] & 31 in (_SLICE, _IDR) else one)
                        for one in nal_units(packet))  # fmt: skip

    def _placed(self, nal: bytes, order: int) -> bytes:
        payload = unescaped(nal)
        head = payload[:_HEAD]
        read = Reader(head)
        used, kind = read.bits(8) >> 5, nal[0] & 31
        _first, _type, _set = read.ue(), read.ue(), read.ue()
        number = read.bits(self._number_bits)
        if kind == _IDR:
            read.ue()
        if used:
            self._following = (number + 1) % (1 << self._number_bits)
        before, left = read.at, read.length - read.at - self._order_bits
        wide = self._order_bits + _WIDER
        new = Writer().bits(read.value >> (read.length - before), before).bits(2 * order % (1 << wide), wide)
        new.bits(read.value & ((1 << left) - 1), left)
        return escaped(new.value.to_bytes(new.length // 8) + payload[_HEAD:])

    def repeated(self, order: int) -> bytes:
        """The last picture that others may refer to, once more."""
        # nal_ref_idc 0; first_mb_in_slice, slice_type, pic_parameter_set_id, frame_num, pic_order_cnt_lsb,
        # num_ref_idx_active_override_flag 0, ref_pic_list_modification_flag_l0 0, slice_qp_delta 0,
        # disable_deblocking_filter_idc 1, and mb_skip_run over all macroblocks.
        wide = self._order_bits + _WIDER
        new = Writer().bits(_SLICE, 8).ue(0, _P_SLICE, 1).bits(self._following, self._number_bits)
        new.bits(2 * order % (1 << wide), wide).bits(0, 2).ue(0, 1, self._macroblocks)
        return _START + escaped(new.rbsp())


def begins_anew(packet: bytes) -> bool:
    """Whether a packet holds a picture that refers to none before it, and after which none refers to those before it."""
    return any(one[0] & 31 == _IDR for one in nal_units(packet))
