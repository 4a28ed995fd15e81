package dev.holdfast.event;

import dev.holdfast.layout.Hash;
import java.util.List;
import java.util.OptionalLong;

/// What an issuer asks of a list. A command is atomic: it is accepted or refused as a whole.
public sealed interface Command {
    /// The most changes that one command may hold.
    int MAX_CHANGES = 10_000;

    Envelope envelope();

    default ListId list() {
        return envelope().list();
    }

    /// Who asks what of which list, once.
    ///
    /// @param id rises strictly per (list, writer)
    record Envelope(
            Deployment deployment,
            IssuerId issuer,
            ListId list,
            WriterId writer,
            IdempotencyKey idempotencyKey,
            CommandId id) {}

    /// Opens a list.
    ///
    /// @param bits bits per entry: 1, 2, 4 or 8; other values are for the fold to refuse
    /// @param capacity entries, 1…2^20; other values are for the fold to refuse
    /// @param publications what is published of the list and under which absolute URI
    /// @param allocation commitment to the key that orders the entries (see `list.Allocation`)
    record OpenList(Envelope envelope, int bits, int capacity, List<Publication> publications, Hash allocation)
            implements Command {
        public OpenList {
            publications = List.copyOf(publications);
        }
    }

    /// Takes `count` ordinals from `first` on out of the list's unallocated ones. First come, first served.
    record LeaseBlock(Envelope envelope, int first, int count, Hash allocation) implements Command {}

    /// Sets statuses, all or none.
    record ChangeStatuses(Envelope envelope, List<EntryChange> changes) implements Command {
        public ChangeStatuses {
            changes = List.copyOf(changes);
        }
    }

    /// Ends the list: it stays readable and takes no further change.
    record RetireList(Envelope envelope) implements Command {}

    /// One entry's new status.
    ///
    /// @param idx any non-negative number; whether the list reaches so far is for the fold to decide
    /// @param ifVersion when present, the change holds only if this entry has not changed since that version of the
    ///     list
    record EntryChange(int idx, Status status, OptionalLong ifVersion) {
        public static EntryChange of(int idx, Status status) {
            return new EntryChange(idx, status, OptionalLong.empty());
        }
    }
}
