package dev.holdfast.stream.fold;

import dev.holdfast.checkpoint.Delta.RefusedEvent;
import dev.holdfast.event.Command;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.Command.LeaseBlock;
import dev.holdfast.event.Command.OpenList;
import dev.holdfast.event.CommandId;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Refusal;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.event.WriterId;
import dev.holdfast.layout.Hash;
import dev.holdfast.list.Descriptor;
import dev.holdfast.list.ListImage;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.KeyId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The rules once more, for the inputs of the simulation, as plainly as they can be said. It is told who signed and
/// whether a signature is good, and forgets nothing: fewer than 1,024 commands per list.
public final class NaiveFold {
    public final List<Hash> chains = new ArrayList<>();
    public final List<RefusedEvent> refused = new ArrayList<>();
    public final List<Integer> trustVersions = new ArrayList<>(List.of(0));
    private final SortedMap<ListId, Book> lists = new TreeMap<>();
    private final Map<CommandId, Integer> known = new HashMap<>();
    private final Predicate<ListId> elsewhere;
    private Set<WriterId> writers = Set.of();
    private Optional<KeyId> key = Optional.empty();

    /// @param elsewhere whether a list belongs to another partition
    public NaiveFold(Hash genesis, Predicate<ListId> elsewhere) {
        chains.add(genesis);
        this.elsewhere = elsewhere;
    }

    private static final class Book {
        private final OpenList opened;
        private final SortedMap<Integer, Integer> codes = new TreeMap<>();
        private final Map<WriterId, CommandId> last = new HashMap<>();
        private long version = 1;
        private int leased;
        private boolean retired;

        private Book(OpenList opened) {
            this.opened = opened;
        }
    }

    public long n() {
        return chains.size() - 1L;
    }

    public List<ListImage> images() {
        List<ListImage> images = new ArrayList<>();
        lists.forEach((id, book) -> {
            OpenList open = book.opened;
            images.add(new ListImage(
                    new Descriptor(id, open.bits(), open.capacity(), open.publications(), book.retired),
                    book.version,
                    PackedStatuses.allValid(open.bits(), open.capacity()).with(book.codes)));
        });
        return images;
    }

    /// `accepted`, `duplicate`, a refusal's name, or why it is not authentic.
    public String fold(Input input) {
        return switch (input) {
            case Input.Noise _ -> "undecodable";
            case Input.Adopted adopted -> adopt(adopted);
            case Input.Said said -> {
                if (key.isEmpty()) {
                    yield "no-trust";
                }
                if (!said.by().equals(key.get())) {
                    yield "unknown-key";
                }
                yield said.forged() ? "bad-signature" : judge(said.event(), said.command());
            }
        };
    }

    private String adopt(Input.Adopted adopted) {
        int held = trustVersions.getLast();
        if (!adopted.genuine() || adopted.version() > held + 1) {
            return "untrusted-document";
        }
        if (adopted.version() <= held) {
            return "duplicate";
        }
        key = Optional.of(adopted.commandKey());
        writers = adopted.writers();
        count(adopted.event(), adopted.version());
        return "accepted";
    }

    private void count(StatusEvent event, int trustVersion) {
        chains.add(Hash.of(chains.getLast().toArray(), event.link().toArray()));
        trustVersions.add(trustVersion);
    }

    private String judge(StatusEvent event, Command command) {
        if (known.putIfAbsent(command.envelope().id(), 1) != null) {
            return "duplicate";
        }
        count(event, trustVersions.getLast());
        String verdict = verdict(command);
        if (!verdict.equals("accepted")) {
            refused.add(new RefusedEvent(
                    n(), Refusal.valueOf(verdict.replace('-', '_').toUpperCase(Locale.ROOT))));
        }
        Book book = lists.get(command.list());
        if (book != null && !Set.of("unknown-writer", "out-of-order").contains(verdict)) {
            book.last.put(command.envelope().writer(), command.envelope().id());
        }
        return verdict;
    }

    private String verdict(Command command) {
        if (elsewhere.test(command.list())) {
            return "wrong-partition";
        }
        WriterId writer = command.envelope().writer();
        if (!writers.contains(writer)) {
            return "unknown-writer";
        }
        Book book = lists.get(command.list());
        CommandId last = book == null ? null : book.last.get(writer);
        if (last != null && command.envelope().id().toString().compareTo(last.toString()) <= 0) {
            return "out-of-order";
        }
        if (command instanceof OpenList open) {
            boolean shape = Set.of(1, 2, 4, 8).contains(open.bits());
            return book != null ? "list-exists" : !shape ? "bad-shape" : open(open);
        }
        return book == null ? "unknown-list" : book.retired ? "list-retired" : verdict(command, book);
    }

    private String open(OpenList open) {
        lists.put(open.list(), new Book(open));
        return "accepted";
    }

    private static String verdict(Command command, Book book) {
        String verdict = switch (command) {
            case LeaseBlock lease when lease.first() != book.leased -> "lease-taken";
            case LeaseBlock lease -> lease.first() + lease.count() > book.opened.capacity() ? "list-full" : "accepted";
            case ChangeStatuses change -> against(change, book);
            default -> "accepted";
        };
        if (verdict.equals("accepted")) {
            book.version++;
            book.leased += command instanceof LeaseBlock lease ? lease.count() : 0;
            book.retired = command instanceof Command.RetireList;
            if (command instanceof ChangeStatuses change) {
                change.changes()
                        .forEach(one -> book.codes.put(one.idx(), one.status().code()));
            }
        }
        return verdict;
    }

    private static String against(ChangeStatuses command, Book book) {
        Set<Integer> seen = new HashSet<>();
        for (EntryChange change : command.changes()) {
            int code = change.status().code();
            if (!seen.add(change.idx())) {
                return "index-repeated";
            } else if (change.idx() >= book.opened.capacity()) {
                return "index-out-of-range";
            } else if (code > (1 << book.opened.bits()) - 1) {
                return "status-too-wide";
            } else if (book.codes.getOrDefault(change.idx(), 0) == 1 && code != 1) {
                return "final";
            }
        }
        return "accepted";
    }
}
