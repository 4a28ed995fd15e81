package dev.holdfast.fold;

import dev.holdfast.event.Command;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.LeaseBlock;
import dev.holdfast.event.Command.OpenList;
import dev.holdfast.event.Command.RetireList;
import dev.holdfast.event.Deployment;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Refusal;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.fold.Outcome.Accepted;
import dev.holdfast.fold.Outcome.Refused;
import dev.holdfast.fold.Outcome.TrustTaken;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.LayoutWriter;
import dev.holdfast.list.Descriptor;
import dev.holdfast.list.ListImage;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.KeyId;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument.KeyHolder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One partition, folded up to `n`. A pure function of the chain, but for the home offset. Not safe for concurrent
/// use.
public final class PartitionState {
    private final Root root;
    private final int partition;
    private final SortedMap<ListId, ListState> lists = new TreeMap<>();
    private final RecentCommands strays = new RecentCommands();
    private final List<Adoption> adoptions = new ArrayList<>();
    private @Nullable SignedTrustDocument trust;
    private Map<KeyId, KeyHolder> commandKeys = Map.of();
    private long n;
    private Hash chain;
    private long homeOffset = -1;

    private PartitionState(Root root, int partition) {
        this.root = root;
        this.partition = partition;
        this.chain = genesis(root.deployment(), partition);
    }

    /// When a trust document took effect.
    ///
    /// @param payload hash of its payload
    public record Adoption(Hash payload, long n) {}

    /// The fields of a partition that a store keeps in one row.
    public record Row(long n, Hash chain, long homeOffset, List<Adoption> adoptions) {
        public Row {
            adoptions = List.copyOf(adoptions);
        }
    }

    /// A list as a store keeps it.
    public record ListRows(ListState.Row list, List<ListState.EntryRow> entries, List<RecentCommands.Row> recent) {}

    /// The partition before its first event.
    ///
    /// @param root pinned: trust document 1 has to be signed by it
    public static PartitionState genesis(Root root, int partition) {
        return new PartitionState(root, partition);
    }

    /// c₀ = H(deployment ‖ partition).
    public static Hash genesis(Deployment deployment, int partition) {
        return Hash.of(
                new LayoutWriter().string(deployment.value()).u32(partition).toArray());
    }

    /// Puts a partition back from a store's rows.
    public static PartitionState restore(
            Root root,
            int partition,
            Row row,
            Optional<SignedTrustDocument> trust,
            List<ListRows> lists,
            List<RecentCommands.Row> strays) {
        PartitionState state = new PartitionState(root, partition);
        state.n = row.n();
        state.chain = row.chain();
        state.homeOffset = row.homeOffset();
        state.adoptions.addAll(row.adoptions());
        trust.ifPresent(state::take);
        for (ListRows rows : lists) {
            ListState list = ListState.restore(rows.list(), rows.entries(), rows.recent());
            state.lists.put(list.image().id(), list);
        }
        state.strays.restore(strays);
        return state;
    }

    /// Moves the partition by what [Fold#decide] made of `event`. The only way a partition changes.
    ///
    /// @param offset of the record in the home log; a record that is read again leaves the home offset where it is
    public void apply(StatusEvent event, Outcome outcome, long offset) {
        homeOffset = Math.max(homeOffset, offset);
        switch (outcome) {
            case Accepted accepted -> {
                advance(event, accepted.n());
                accept(accepted);
            }
            case Refused refused -> {
                advance(event, refused.n());
                remember(refused.command(), refused.n(), refused.reason());
            }
            case TrustTaken taken -> {
                advance(event, taken.n());
                adoptions.add(new Adoption(taken.trust().hash(), taken.n()));
                take(taken.trust());
            }
            case Outcome.Duplicate _, Outcome.NotAuthentic _ -> {}
            case Outcome.UnknownRules unknown ->
                throw new IllegalStateException("rules version " + unknown.rules() + " is not known to this program");
        }
    }

    /// Notes a record that is no event: only the offset moves.
    public void skip(long offset) {
        homeOffset = Math.max(homeOffset, offset);
    }

    public Row toRow() {
        return new Row(n, chain, homeOffset, adoptions);
    }

    public Deployment deployment() {
        return root.deployment();
    }

    public Root root() {
        return root;
    }

    public int partition() {
        return partition;
    }

    public long n() {
        return n;
    }

    public Hash chain() {
        return chain;
    }

    public long homeOffset() {
        return homeOffset;
    }

    public Optional<SignedTrustDocument> trust() {
        return Optional.ofNullable(trust);
    }

    /// The lists by id, a view that follows the state.
    public SortedMap<ListId, ListState> lists() {
        return Collections.unmodifiableSortedMap(lists);
    }

    /// Commands that were refused before they reached a list of their issuer.
    public RecentCommands strays() {
        return strays;
    }

    /// The images of all lists, by ascending id.
    public List<ListImage> images() {
        return lists.values().stream().map(ListState::image).toList();
    }

    Map<KeyId, KeyHolder> commandKeys() {
        return commandKeys;
    }

    OptionalLong adoptedAt(Hash payload) {
        return adoptions.stream()
                .filter(adoption -> adoption.payload().equals(payload))
                .mapToLong(Adoption::n)
                .findFirst();
    }

    /// The list that a command names, if it is open and the command's issuer owns it.
    Optional<ListState> ownedList(Command.Envelope envelope) {
        return envelope.list().issuer().equals(envelope.issuer())
                ? Optional.ofNullable(lists.get(envelope.list()))
                : Optional.empty();
    }

    private void advance(StatusEvent event, long nextN) {
        if (nextN != n + 1) {
            throw new IllegalStateException("an outcome for n " + nextN + " was applied at n " + n);
        }
        n = nextN;
        chain = Hash.of(chain.toArray(), event.link().toArray());
    }

    private void take(SignedTrustDocument next) {
        trust = next;
        commandKeys = next.document().commandKeys();
    }

    private void remember(Command command, long at, Refusal reason) {
        Optional<ListState> list = ownedList(command.envelope());
        if (list.isEmpty()) {
            strays.remember(command.envelope(), at);
            return;
        }
        boolean inOrder = switch (reason) {
            case OUT_OF_ORDER, TOO_MANY_WRITERS, UNKNOWN_WRITER, WRONG_PARTITION, FOREIGN_LIST -> false;
            default -> true;
        };
        list.get().remember(command.envelope(), at, inOrder);
    }

    private void accept(Accepted accepted) {
        ListState list = switch (accepted.command()) {
            case OpenList open -> opened(open);
            case LeaseBlock lease -> leased(lease);
            case ChangeStatuses change -> changed(change, accepted.changed());
            case RetireList retire -> retired(retire);
        };
        list.remember(accepted.command().envelope(), accepted.n(), true);
    }

    private ListState opened(OpenList open) {
        Descriptor descriptor = new Descriptor(open.list(), open.bits(), open.capacity(), open.publications(), false);
        ListImage image = new ListImage(descriptor, 1, PackedStatuses.allValid(open.bits(), open.capacity()));
        ListState list = new ListState(lists.size(), open.allocation(), image);
        lists.put(open.list(), list);
        return list;
    }

    private ListState leased(LeaseBlock lease) {
        ListState list = named(lease);
        ListImage before = list.image();
        list.lease(lease.count());
        list.replace(new ListImage(before.descriptor(), before.version() + 1, before.statuses()));
        return list;
    }

    private ListState changed(ChangeStatuses change, SortedMap<Integer, Integer> codes) {
        ListState list = named(change);
        ListImage before = list.image();
        PackedStatuses statuses =
                codes.isEmpty() ? before.statuses() : before.statuses().with(codes);
        list.replace(new ListImage(before.descriptor(), before.version() + 1, statuses));
        codes.keySet().forEach(idx -> list.entryVersions().put(idx, before.version() + 1));
        return list;
    }

    private ListState retired(RetireList retire) {
        ListState list = named(retire);
        ListImage before = list.image();
        list.replace(new ListImage(before.descriptor().asRetired(), before.version() + 1, before.statuses()));
        return list;
    }

    private ListState named(Command command) {
        ListState list = lists.get(command.list());
        if (list == null) {
            throw new IllegalStateException("an accepted command names a list that is not open");
        }
        return list;
    }
}
