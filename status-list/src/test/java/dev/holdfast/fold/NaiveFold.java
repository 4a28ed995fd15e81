package dev.holdfast.fold;

import dev.holdfast.event.Command;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.LeaseBlock;
import dev.holdfast.event.Command.OpenList;
import dev.holdfast.event.WriterId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// The rules once more, as plainly as they can be said, to disagree with the fold. Signatures are taken for good.
/// It holds every status in a map and forgets nothing, so a test must stay below 1,024 commands per list.
final class NaiveFold {
    private static final Set<String> OUT_OF_TURN = Set.of("wrong-partition", "unknown-writer", "out-of-order");

    final Map<String, Book> lists = new HashMap<>();
    private final Map<UUID, Long> strays = new HashMap<>();
    private final int partition;
    private Set<WriterId> writers = Set.of(World.GATEWAY, World.SECOND);
    long n;

    NaiveFold(int partition, long n) {
        this.partition = partition;
        this.n = n;
    }

    static final class Book {
        int bits;
        int capacity;
        long version = 1;
        int leased;
        boolean retired;
        byte[] allocation = {};
        final Map<Integer, Integer> codes = new HashMap<>();
        final Map<Integer, Long> changedAt = new HashMap<>();
        final Map<UUID, Long> ids = new HashMap<>();
        final Map<String, Long> keys = new HashMap<>();
        final Map<String, UUID> last = new HashMap<>();
    }

    /// A trust document that follows: from here on these writers are good.
    void adopt(Set<WriterId> next) {
        writers = next;
        n++;
    }

    /// `accepted`, `duplicate of N`, or a refusal's name.
    String fold(Command command) {
        var envelope = command.envelope();
        UUID id = envelope.id().value();
        boolean own = envelope.list().value().startsWith(envelope.issuer().value() + ".");
        Book book = own ? lists.get(envelope.list().value()) : null;
        String key = envelope.idempotencyKey().value();
        Long before = strays.get(id);
        if (before == null && book != null) {
            before = book.ids.getOrDefault(id, book.keys.get(key));
        }
        if (before != null) {
            return "duplicate of " + before;
        }
        n++;
        String verdict = verdict(command, book, own);
        Book now = own ? lists.get(envelope.list().value()) : null;
        if (now == null) {
            strays.put(id, n);
        } else {
            now.ids.put(id, n);
            now.keys.put(key, n);
            if (!OUT_OF_TURN.contains(verdict)) {
                now.last.put(envelope.writer().value(), id);
            }
        }
        return verdict;
    }

    private String verdict(Command command, Book book, boolean own) {
        var envelope = command.envelope();
        if (World.partitionOf(envelope.list()) != partition) {
            return "wrong-partition";
        }
        if (!own) {
            return "foreign-list";
        }
        if (!writers.contains(envelope.writer())) {
            return "unknown-writer";
        }
        UUID last = book == null ? null : book.last.get(envelope.writer().value());
        if (last != null && envelope.id().value().toString().compareTo(last.toString()) <= 0) {
            return "out-of-order";
        }
        if (command instanceof OpenList open) {
            return open(open, book);
        }
        if (book == null || book.retired) {
            return book == null ? "unknown-list" : "list-retired";
        }
        String verdict = switch (command) {
            case LeaseBlock lease -> lease(lease, book);
            case ChangeStatuses change -> change(change, book);
            case Command.RetireList _ -> "accepted";
            case OpenList _ -> throw new AssertionError();
        };
        if (verdict.equals("accepted")) {
            book.version++;
            if (command instanceof ChangeStatuses change) {
                change.changes().forEach(one -> set(book, one));
            } else if (command instanceof LeaseBlock lease) {
                book.leased += lease.count();
            } else {
                book.retired = true;
            }
        }
        return verdict;
    }

    private String open(OpenList open, Book book) {
        if (book != null) {
            return "list-exists";
        }
        if (!Set.of(1, 2, 4, 8).contains(open.bits()) || open.capacity() < 1 || open.capacity() > 1 << 20) {
            return "bad-shape";
        }
        Book opened = new Book();
        opened.bits = open.bits();
        opened.capacity = open.capacity();
        opened.allocation = open.allocation().toArray();
        lists.put(open.list().value(), opened);
        return "accepted";
    }

    private static String lease(LeaseBlock lease, Book book) {
        if (!Arrays.equals(lease.allocation().toArray(), book.allocation)) {
            return "allocation-mismatch";
        }
        boolean full = lease.count() < 1 || lease.first() + lease.count() > book.capacity;
        return lease.first() != book.leased ? "lease-taken" : full ? "list-full" : "accepted";
    }

    private static String change(ChangeStatuses command, Book book) {
        if (command.changes().isEmpty() || command.changes().size() > 10_000) {
            return "too-many-changes";
        }
        Set<Integer> seen = new HashSet<>();
        for (Command.EntryChange change : command.changes()) {
            int code = change.status().code();
            int before = book.codes.getOrDefault(change.idx(), 0);
            if (!seen.add(change.idx())) {
                return "index-repeated";
            } else if (change.idx() >= book.capacity) {
                return "index-out-of-range";
            } else if (!Set.of(0, 1, 2, 3, 12, 13, 14, 15).contains(code)) {
                return "status-reserved";
            } else if (code > (1 << book.bits) - 1) {
                return "status-too-wide";
            } else if (before == 1 && code != 1) {
                return "final";
            } else if (change.ifVersion().isPresent()
                    && (book.changedAt.getOrDefault(change.idx(), 0L)
                                    > change.ifVersion().getAsLong()
                            || change.ifVersion().getAsLong() > book.version)) {
                return "entry-changed";
            }
        }
        return "accepted";
    }

    private static void set(Book book, Command.EntryChange change) {
        int code = change.status().code();
        if (book.codes.getOrDefault(change.idx(), 0) != code) {
            book.codes.put(change.idx(), code);
            book.changedAt.put(change.idx(), book.version);
        }
    }
}
