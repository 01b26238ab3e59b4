import CLinux
import Glibc

/// Counts the instructions that a thread executes from one moment on, where the machine and its
/// kernel allow it.
///
/// It begins and ends on the same thread, with no `await` in between.
struct InstructionCounter: ~Copyable {
    private let descriptor: CInt

    /// Begins to count; nothing where that is not allowed.
    init?() {
        let descriptor = clinux_open_instruction_counter()
        guard descriptor >= 0 else { return nil }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// How many there were so far; nothing if the processor had no counter to spare.
    ///
    /// Where counters are shared in turns, what was counted stands for the rest.
    var count: UInt64? {
        var numbers: (count: UInt64, enabled: UInt64, running: UInt64) = (0, 0, 0)
        let size = MemoryLayout.size(ofValue: numbers)
        guard read(descriptor, &numbers, size) == size, numbers.running > 0 else { return nil }
        guard numbers.running < numbers.enabled else { return numbers.count }
        let share = Double(numbers.enabled) / Double(numbers.running)
        return UInt64(exactly: (Double(numbers.count) * share).rounded())
    }
}
