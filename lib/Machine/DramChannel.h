//===- DramChannel.h - The DRAM channel that all quads share ----*- C++ -*-===//
//
// Round-robin arbitration of grants in exact time (docs/isa.md, "Time", dram
// clock). It knows requesters by number and counts lines; what a requester
// transfers, and what a finished grant means, is the event loop's business.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_MACHINE_DRAMCHANNEL_H
#define SIMA_LIB_MACHINE_DRAMCHANNEL_H

#include "sima/Machine/Machine.h"
#include <compare>
#include <optional>
#include <vector>

namespace sima::timeline {

/// An exact point in time: `cycle` plus `tick` / bandwidth.num of a cycle. Kept
/// in two parts, so that neither can overflow before the cycle count does.
struct ChannelTime {
  uint64_t cycle = 0;
  uint64_t tick = 0;
  auto operator<=>(const ChannelTime &) const = default;
};

/// Requesters are numbered in the order of the round robin.
class DramChannel {
public:
  struct Grant {
    unsigned requester;
    unsigned lines;
    uint64_t endCycle; ///< ⌈end⌉
  };

  DramChannel(const Machine &machine, unsigned requesters);

  bool isRequesting(unsigned requester) const {
    return slots[requester].request.lines != 0;
  }

  struct Request {
    uint64_t cycle; ///< from then on
    unsigned lines; ///< 1..16
    /// Cycles that the data path of a DMA queue is busy with the lines: its
    /// next grant begins no earlier after this one. 0: not a DMA queue.
    uint64_t paceCycles = 0;
    /// Cycles from the begin of the grant to the end of what the lines expand
    /// to; the grant does not end before that.
    uint64_t expandCycles = 0;
  };
  void request(unsigned requester, const Request &request);

  /// When the next grant begins if no earlier request comes in between.
  std::optional<ChannelTime> nextGrant() const;

  /// Grants at nextGrant(), which must exist. The requester's request is over.
  Grant grant();

private:
  struct Slot {
    Request request = {0, 0}; ///< without lines: none
    ChannelTime since;        ///< request time
    ChannelTime paced;        ///< a queue's next request is not before this
  };

  std::vector<Slot> slots;
  ChannelTime freeAt;
  unsigned next = 0;      ///< first in turn: after the one served last
  uint64_t ticksPerCycle; ///< bandwidth.num
  uint64_t ticksPerLine;  ///< 64 · bandwidth.den
};

} // namespace sima::timeline

#endif // SIMA_LIB_MACHINE_DRAMCHANNEL_H
