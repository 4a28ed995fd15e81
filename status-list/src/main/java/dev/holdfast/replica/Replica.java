package dev.holdfast.replica;

import dev.holdfast.checkpoint.Changes;
import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Delta.ListChange;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.event.ListId;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.Descriptor;
import dev.holdfast.list.ListImage;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.replica.Sightings.Seen;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One partition as a verifier holds it. Immutable, so readers need no lock: a step makes a new replica. It moves
/// only to states whose root a trusted publisher signed, and never back (after TUF, section 5), unless the root
/// of trust has renounced what is held.
public final class Replica {
    private final int partition;
    private final @Nullable Vouched vouched;
    private final SortedMap<ListId, ListImage> lists;
    private final Invalids invalids;
    private final @Nullable SignedHeader contradiction;
    private final @Nullable Renounced renounced;

    private Replica(
            int partition,
            @Nullable Vouched vouched,
            SortedMap<ListId, ListImage> lists,
            Invalids invalids,
            @Nullable SignedHeader contradiction,
            @Nullable Renounced renounced) {
        this.partition = partition;
        this.vouched = vouched;
        this.lists = lists;
        this.invalids = invalids;
        this.contradiction = contradiction;
        this.renounced = renounced;
    }

    /// Holds nothing yet; the state before the first event is a valid baseline for deltas.
    public static Replica empty(int partition) {
        return new Replica(partition, null, new TreeMap<>(), Invalids.NONE, null, null);
    }

    /// Puts a replica back from a store and verifies it as if it had just arrived.
    ///
    /// @param firsts may be short of some: then less is let go by a disowning
    /// @throws NotVouched if the lists are not those that the header signs
    public static Replica restore(
            int partition,
            SignedHeader signed,
            List<ListImage> lists,
            StickyInvalids sticky,
            Sightings firsts,
            Optional<SignedHeader> contradiction,
            SignedTrustDocument trust)
            throws NotVouched {
        Vouched vouched = Vouched.open(signed, partition, trust);
        SortedMap<ListId, ListImage> byId = byId(lists);
        requireRoot(vouched.header(), byId);
        return new Replica(partition, vouched, byId, new Invalids(sticky, firsts), contradiction.orElse(null), null);
    }

    /// The same replica under a newer trust document: what that one renounces does not count any more. A dispute
    /// ends if one of the two headers was signed by a key that it calls compromised.
    public Replica under(SignedTrustDocument newest) {
        TrustDocument document = newest.document();
        Optional<Renounced> voided =
                vouched == null ? Optional.empty() : Renounced.of(vouched.signed(), vouched.header(), document);
        boolean disowned = voided.isPresent() && !voided.get().keepsInvalid();
        Invalids left = invalids.under(document.disowned(partition), disowned);
        boolean settled = contradiction != null && isVoid(contradiction, document);
        if (voided.equals(renounced()) && left.equals(invalids) && !settled) {
            return this;
        }
        return new Replica(partition, vouched, lists, left, settled ? null : contradiction, voided.orElse(null));
    }

    private static boolean isVoid(SignedHeader signed, TrustDocument document) {
        try {
            return Renounced.of(signed, signed.header(), document).isPresent();
        } catch (Malformed e) {
            return false;
        }
    }

    public int partition() {
        return partition;
    }

    /// The checkpoint this replica stands at; empty before the first.
    public Optional<Header> header() {
        return Optional.ofNullable(vouched).map(Vouched::header);
    }

    public Optional<SignedHeader> signedHeader() {
        return Optional.ofNullable(vouched).map(Vouched::signed);
    }

    /// `n` of the checkpoint, 0 before the first.
    public long n() {
        return vouched == null ? 0 : vouched.header().n();
    }

    /// The lists by id, never modified.
    public SortedMap<ListId, ListImage> lists() {
        return Collections.unmodifiableSortedMap(lists);
    }

    public StickyInvalids sticky() {
        return invalids.sticky();
    }

    /// Since when the INVALIDs in the lists may have been so, as far as that is known.
    public Sightings firsts() {
        return invalids.firsts();
    }

    /// A signed header that contradicts the one held: proof of fraud. While there is one the partition is
    /// disputed.
    public Optional<SignedHeader> contradiction() {
        return Optional.ofNullable(contradiction);
    }

    /// Why what is held does not count any more. While it is so, nothing is known but what was INVALID.
    public Optional<Renounced> renounced() {
        return Optional.ofNullable(renounced);
    }

    /// Offers a checkpoint: applies its delta if it begins at or before what is held and leads to the signed root.
    /// A delta tells every entry that changed within it, with its last status: one that begins earlier fits too.
    public Step apply(Checkpoint checkpoint, SignedTrustDocument trust) {
        try {
            Vouched offered = Vouched.open(checkpoint.signed(), partition, trust);
            if (requireForward(offered)) {
                return new Step.Known();
            }
            byte[] body = checkpoint.body().toArray();
            if (!Delta.hashOf(body).equals(offered.header().body())) {
                throw new NotVouched(Distrust.BODY_MISMATCH, "the body is not the one that was signed");
            }
            Delta delta = parsed(() -> Delta.parse(body));
            if (delta.fromN() > n()) {
                throw new NotVouched(Distrust.GAP, "a delta from n " + delta.fromN() + " to a replica at " + n());
            }
            return renounced == null ? move(offered, delta, trust) : moveFromRenounced(offered, delta, trust);
        } catch (NotVouched e) {
            return refuse(e, checkpoint.signed());
        }
    }

    /// Offers a snapshot: takes it whole if its lists have the signed root and none of them goes back.
    public Step load(Snapshot snapshot, SignedTrustDocument trust) {
        try {
            Vouched offered = Vouched.open(snapshot.signed(), partition, trust);
            if (requireForward(offered)) {
                return new Step.Known();
            }
            SortedMap<ListId, ListImage> next = byId(snapshot.lists());
            requireRoot(offered.header(), next);
            return load(offered, next, trust);
        } catch (NotVouched e) {
            return refuse(e, snapshot.signed());
        }
    }

    private Step load(Vouched offered, SortedMap<ListId, ListImage> next, SignedTrustDocument trust) throws NotVouched {
        boolean sameEpoch =
                vouched != null && vouched.header().epoch() == offered.header().epoch();
        Set<ListId> changed = new HashSet<>();
        if (renounced == null) {
            for (ListImage held : lists.values()) {
                requireForward(held, Optional.ofNullable(next.get(held.id())), sameEpoch);
            }
        } else {
            lists.keySet().stream().filter(id -> !next.containsKey(id)).forEach(changed::add);
        }
        next.values().stream()
                .filter(image -> !Objects.equals(lists.get(image.id()), image))
                .forEach(image -> changed.add(image.id()));
        boolean disputed = sameEpoch && renounced == null;
        Optional<Seen> first = vouched == null ? Optional.empty() : following(offered);
        return new Step.Moved(
                new Replica(
                        partition,
                        offered,
                        next,
                        invalids.afterMove(
                                lists, next, changed, first, trust.document().disowned(partition)),
                        disputed ? contradiction : null,
                        null),
                changed);
    }

    private static void requireForward(ListImage held, Optional<ListImage> image, boolean sameEpoch) throws NotVouched {
        if (image.isEmpty()) {
            throw new NotVouched(Distrust.LIST_VANISHED, "the snapshot lacks " + held.id());
        }
        if (sameEpoch && image.get().version() < held.version()) {
            throw new NotVouched(
                    Distrust.VERSION_MISMATCH,
                    held.id() + " goes back to v" + image.get().version());
        }
    }

    /// The state after the one that is held, in which what is new in the offered one may have begun. Empty where
    /// the offered one does not go on from it: that is a new epoch, or what is held does not count.
    private Optional<Seen> following(Vouched offered) {
        Header header = offered.header();
        boolean goesOn = vouched == null
                || (renounced == null
                        && vouched.header().region().equals(header.region())
                        && vouched.header().epoch() == header.epoch());
        return goesOn ? Optional.of(new Seen(header.region(), header.epoch(), n() + 1)) : Optional.empty();
    }

    /// True if the offer is the very state that is held, at the very time; throws if it goes back.
    private boolean requireForward(Vouched offered) throws NotVouched {
        if (vouched == null) {
            return false;
        }
        Header held = vouched.header();
        Header header = offered.header();
        if (header.epoch() < held.epoch()) {
            throw new NotVouched(Distrust.ROLLBACK, "epoch " + header.epoch() + " after " + held.epoch());
        }
        if (renounced != null) {
            renounced.requireMadeSince(header);
            return false;
        }
        if (header.epoch() > held.epoch()) {
            requireTrustForward(header, held);
            return false;
        }
        if (header.n() < held.n()) {
            throw new NotVouched(Distrust.ROLLBACK, "n " + header.n() + " after " + held.n());
        }
        if (header.n() == held.n() && !header.sameStateAs(held)) {
            throw new NotVouched(Distrust.CONTRADICTION, "two states at n " + held.n());
        }
        requireTrustForward(header, held);
        if (header.n() > held.n()) {
            return false;
        }
        if (header.issuedAt().isBefore(held.issuedAt())) {
            throw new NotVouched(Distrust.ROLLBACK, "iat goes back at n " + held.n());
        }
        return header.issuedAt().equals(held.issuedAt());
    }

    private static void requireTrustForward(Header header, Header held) throws NotVouched {
        if (header.trustVersion() < held.trustVersion()) {
            throw new NotVouched(
                    Distrust.TRUST_ROLLBACK,
                    "trust version " + header.trustVersion() + " after " + held.trustVersion());
        }
    }

    /// A delta may show that what is held is right after all, because its root covers all of it. If it does not,
    /// the whole has to be fetched.
    private Step moveFromRenounced(Vouched offered, Delta delta, SignedTrustDocument trust) throws NotVouched {
        try {
            return move(offered, delta, trust);
        } catch (NotVouched e) {
            throw new NotVouched(Distrust.GAP, "what is held was renounced and does not fit: " + e.getMessage());
        }
    }

    private Step move(Vouched offered, Delta delta, SignedTrustDocument trust) throws NotVouched {
        if (vouched != null && vouched.header().epoch() != offered.header().epoch()) {
            throw new NotVouched(Distrust.GAP, "a new epoch begins with a snapshot");
        }
        SortedMap<ListId, ListImage> next = new TreeMap<>(lists);
        Set<ListId> changed = new HashSet<>();
        for (ListChange change : delta.changes()) {
            ListImage held = lists.get(change.list());
            ListImage image = changed(held, change);
            next.put(image.id(), image);
            changed.add(image.id());
        }
        requireRoot(offered.header(), next);
        SignedHeader disputed = renounced == null ? contradiction : null;
        Invalids known = invalids.afterMove(
                lists, next, changed, following(offered), trust.document().disowned(partition));
        return new Step.Moved(new Replica(partition, offered, next, known, disputed, null), changed);
    }

    private static ListImage changed(@Nullable ListImage held, ListChange change) throws NotVouched {
        long heldVersion = held == null ? 0 : held.version();
        if (heldVersion < change.fromVersion() || heldVersion > change.toVersion()) {
            throw new NotVouched(
                    Distrust.VERSION_MISMATCH,
                    change.list() + " is at v" + heldVersion + ", the change goes from v" + change.fromVersion()
                            + " to v" + change.toVersion());
        }
        Descriptor descriptor = change.descriptor().orElse(held == null ? null : held.descriptor());
        if (descriptor == null || !descriptor.id().equals(change.list())) {
            throw new NotVouched(Distrust.MALFORMED, change.list() + " is opened without its descriptor");
        }
        if (held != null
                && (held.descriptor().bits() != descriptor.bits()
                        || held.descriptor().capacity() != descriptor.capacity())) {
            throw new NotVouched(Distrust.MALFORMED, change.list() + " takes another shape");
        }
        PackedStatuses before =
                held == null ? PackedStatuses.allValid(descriptor.bits(), descriptor.capacity()) : held.statuses();
        SortedMap<Integer, Integer> codes =
                parsed(() -> Changes.decode(change.coded().toArray(), descriptor.bits(), descriptor.capacity()));
        return new ListImage(descriptor, change.toVersion(), codes.isEmpty() ? before : before.with(codes));
    }

    private static void requireRoot(Header header, SortedMap<ListId, ListImage> lists) throws NotVouched {
        if (lists.size() != header.listCount()
                || !Snapshot.rootOf(lists.values()).equals(header.root())) {
            throw new NotVouched(Distrust.ROOT_MISMATCH, "the lists do not have the signed root");
        }
    }

    private Step refuse(NotVouched e, SignedHeader offered) {
        boolean proof = e.why() == Distrust.CONTRADICTION;
        Replica next = proof ? new Replica(partition, vouched, lists, invalids, offered, renounced) : this;
        return new Step.Refused(next, e.why(), e.getMessage());
    }

    private static SortedMap<ListId, ListImage> byId(List<ListImage> lists) {
        SortedMap<ListId, ListImage> byId = new TreeMap<>();
        lists.forEach(list -> byId.put(list.id(), list));
        return byId;
    }

    private static <T> T parsed(Parsing<T> parsing) throws NotVouched {
        try {
            return parsing.parse();
        } catch (Malformed e) {
            throw new NotVouched(Distrust.MALFORMED, e.getMessage());
        }
    }

    private interface Parsing<T> {
        T parse() throws Malformed;
    }

    @Override
    public String toString() {
        return "Replica[partition " + partition + ", n " + n() + ", " + lists.size() + " lists]";
    }
}
