package dev.holdfast.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Conformance;
import dev.holdfast.event.Command;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.CommandCodec;
import dev.holdfast.event.Inauthentic;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Publication;
import dev.holdfast.event.Refusal;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.event.StatusEvent.TrustAdopted;
import dev.holdfast.fold.Outcome.Accepted;
import dev.holdfast.fold.Outcome.Duplicate;
import dev.holdfast.fold.Outcome.NotAuthentic;
import dev.holdfast.fold.Outcome.Refused;
import dev.holdfast.fold.Outcome.TrustTaken;
import dev.holdfast.fold.Outcome.UnknownRules;
import dev.holdfast.format.Form;
import dev.holdfast.format.TokenStatusListCwt;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.sign.JwsHeader;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldTest {
    private static final ListId LIST = new ListId("acme.pid");

    private final World world = new World();
    private final PartitionState state = world.partition(World.partitionOf(LIST));

    @Test
    void a_revoked_entry_cannot_become_valid_again() {
        open();
        world.fold(state, world.change(LIST, 3, Status.INVALID));
        assertRefused(world.fold(state, world.change(LIST, 3, Status.VALID)), Refusal.FINAL);
        assertRefused(world.fold(state, world.change(LIST, 3, Status.SUSPENDED)), Refusal.FINAL);
        assertThat(status(3)).isEqualTo(Status.INVALID);
    }

    @Test
    void a_suspension_ends_with_the_last_word_in_the_log() {
        open();
        world.fold(state, world.change(LIST, 3, Status.SUSPENDED));
        world.fold(state, world.change(LIST, 3, Status.VALID));
        assertThat(status(3)).isEqualTo(Status.VALID);
    }

    @Test
    void reinstating_holds_only_if_that_entry_has_not_changed_since() {
        open();
        world.fold(state, world.change(LIST, 3, Status.SUSPENDED));
        long seen = list().image().version();
        world.fold(state, world.change(LIST, 4, Status.SUSPENDED));
        assertAccepted(world.fold(state, world.changeIf(LIST, 3, Status.VALID, seen)));
        assertRefused(world.fold(state, world.changeIf(LIST, 4, Status.VALID, seen)), Refusal.ENTRY_CHANGED);
    }

    @Test
    void setting_what_already_stands_raises_the_list_and_not_the_entry() {
        open();
        world.fold(state, world.change(LIST, 3, Status.SUSPENDED));
        long entry = list().entryVersions().of(3);
        long version = list().image().version();
        assertAccepted(world.fold(state, world.change(LIST, 3, Status.SUSPENDED)));
        assertThat(list().entryVersions().of(3)).isEqualTo(entry);
        assertThat(list().image().version()).isEqualTo(version + 1);
    }

    @Test
    void a_command_is_accepted_or_refused_as_a_whole() {
        open();
        Outcome outcome = world.fold(
                state,
                new ChangeStatuses(
                        world.envelope(LIST),
                        List.of(
                                EntryChange.of(1, Status.INVALID),
                                EntryChange.of(100, Status.INVALID),
                                EntryChange.of(200, Status.INVALID))));
        assertRefused(outcome, Refusal.INDEX_OUT_OF_RANGE);
        assertThat(((Refused) outcome).idx()).hasValue(100);
        assertThat(status(1)).isEqualTo(Status.VALID);
    }

    @Test
    void a_lower_id_that_was_never_seen_is_refused_and_not_swallowed() {
        open();
        SignedCommand late = world.sign(world.change(LIST, 1, Status.INVALID));
        world.fold(state, world.change(LIST, 2, Status.INVALID));
        assertRefused(world.fold(state, late), Refusal.OUT_OF_ORDER);
        assertThat(world.fold(state, late)).isInstanceOf(Duplicate.class);
    }

    @Test
    void a_repeated_idempotency_key_names_the_original() {
        open();
        ChangeStatuses first = world.change(LIST, 1, Status.INVALID);
        long n = ((Accepted) world.fold(state, first)).n();
        Command.Envelope retry = world.envelope(LIST);
        Outcome outcome = world.fold(
                state,
                new ChangeStatuses(
                        new Command.Envelope(
                                retry.deployment(),
                                retry.issuer(),
                                LIST,
                                retry.writer(),
                                first.envelope().idempotencyKey(),
                                retry.id()),
                        first.changes()));
        assertThat(outcome).isEqualTo(new Duplicate(retry.id().toString(), n));
        assertThat(state.n()).isEqualTo(n);
    }

    @Test
    void a_refused_stray_stays_refused_when_it_comes_again_after_its_list_was_opened() {
        SignedCommand stray = world.sign(world.change(LIST, 1, Status.INVALID));
        assertRefused(world.fold(state, stray), Refusal.UNKNOWN_LIST);
        open();
        assertThat(world.fold(state, stray)).isInstanceOf(Duplicate.class);
        assertThat(status(1)).isEqualTo(Status.VALID);
    }

    @Test
    void another_issuers_command_leaves_no_trace_in_the_list() {
        open();
        var before = list().toRow();
        Command.Envelope mine = world.envelope(LIST);
        Command foreign = new ChangeStatuses(
                new Command.Envelope(
                        mine.deployment(), World.OTHER, LIST, mine.writer(), mine.idempotencyKey(), mine.id()),
                List.of(EntryChange.of(1, Status.INVALID)));
        assertRefused(world.fold(state, foreign), Refusal.FOREIGN_LIST);
        assertThat(list().toRow()).isEqualTo(before);
    }

    @Test
    void an_event_found_in_another_partition_is_refused() {
        PartitionState elsewhere = world.partition((World.partitionOf(LIST) + 1) % 16);
        assertRefused(world.fold(elsewhere, world.open(LIST, 2, 100)), Refusal.WRONG_PARTITION);
        assertThat(elsewhere.lists()).isEmpty();
    }

    @Test
    void a_list_cannot_claim_the_uri_of_another() {
        var claim = Publication.byDefault("https://status.example/lists/other.pid");
        var open = new Command.OpenList(world.envelope(LIST), 2, 100, List.of(claim), World.ALLOCATION);
        assertRefused(world.fold(state, open), Refusal.BAD_PUBLICATION);
    }

    @Test
    void publications_of_a_purpose_share_a_uri_if_their_media_types_tell_them_apart() {
        String uri = "https://status.example/lists/" + LIST;
        var jwt = Publication.byDefault(uri);
        var cwt = new Publication(Form.of(new TokenStatusListCwt()), uri);
        var elsewhere = Publication.byDefault("https://mirror.example/lists/" + LIST);
        for (List<Publication> twice : List.of(List.of(jwt, jwt), List.of(jwt, cwt, elsewhere))) {
            var open = new Command.OpenList(world.envelope(LIST), 2, 100, twice, World.ALLOCATION);
            assertRefused(world.fold(state, open), Refusal.BAD_PUBLICATION);
        }
        var open = new Command.OpenList(world.envelope(LIST), 2, 100, List.of(jwt, cwt), World.ALLOCATION);
        assertAccepted(world.fold(state, open));
        assertThat(list().image().descriptor().publications()).containsExactly(jwt, cwt);
    }

    @Conformance("TSL-40")
    @Test
    void leases_go_to_whoever_comes_first() {
        open();
        assertAccepted(world.fold(state, world.lease(LIST, 0, 60)));
        assertRefused(world.fold(state, world.lease(LIST, 0, 60)), Refusal.LEASE_TAKEN);
        assertRefused(world.fold(state, world.lease(LIST, 60, 41)), Refusal.LIST_FULL);
        assertAccepted(world.fold(state, world.lease(LIST, 60, 40)));
        var other = new Command.LeaseBlock(world.envelope(LIST), 100, 1, Hash.of(new byte[] {9}));
        assertRefused(world.fold(state, other), Refusal.ALLOCATION_MISMATCH);
    }

    @Test
    void a_retired_list_stays_as_it_was() {
        open();
        world.fold(state, world.change(LIST, 1, Status.INVALID));
        assertAccepted(world.fold(state, world.retire(LIST)));
        assertRefused(world.fold(state, world.change(LIST, 2, Status.INVALID)), Refusal.LIST_RETIRED);
        assertThat(list().image().descriptor().retired()).isTrue();
        assertThat(status(1)).isEqualTo(Status.INVALID);
    }

    @Conformance("TSL-19")
    @Test
    void a_status_needs_the_bits_for_it() {
        world.fold(state, world.open(LIST, 1, 100));
        assertRefused(world.fold(state, world.change(LIST, 1, Status.SUSPENDED)), Refusal.STATUS_TOO_WIDE);
        assertRefused(world.fold(state, world.change(LIST, 1, new Status(7))), Refusal.STATUS_RESERVED);
    }

    @Test
    void a_command_without_or_with_too_many_changes_is_refused() {
        open();
        List<EntryChange> many = new ArrayList<>();
        for (int idx = 0; idx <= Command.MAX_CHANGES; idx++) {
            many.add(EntryChange.of(idx, Status.INVALID));
        }
        assertRefused(world.fold(state, new ChangeStatuses(world.envelope(LIST), many)), Refusal.TOO_MANY_CHANGES);
        assertRefused(world.fold(state, new ChangeStatuses(world.envelope(LIST), List.of())), Refusal.TOO_MANY_CHANGES);
    }

    @Test
    void what_is_not_authentic_leaves_n_and_chain_alone() {
        open();
        long n = state.n();
        Hash chain = state.chain();
        SignedCommand good = world.sign(world.change(LIST, 1, Status.INVALID));
        assertNot(world.fold(state, World.tampered(good)), Inauthentic.BAD_SIGNATURE);
        assertNot(
                world.fold(state, new SignedCommand(Bytes.ofAscii("a.b"), good.keyId(), good.signature())),
                Inauthentic.MALFORMED);
        assertNot(
                world.fold(state, CommandCodec.sign(world.change(LIST, 1, Status.INVALID), World.key(99))),
                Inauthentic.UNKNOWN_KEY);
        assertNot(
                world.fold(state, CommandCodec.sign(world.change(LIST, 1, Status.INVALID), world.otherKey)),
                Inauthentic.FOREIGN_KEY);
        assertNot(
                world.fold(state, CommandCodec.sign(world.change(LIST, 1, Status.INVALID), world.acmeCaller)),
                Inauthentic.UNKNOWN_KEY);
        assertThat(state.n()).isEqualTo(n);
        assertThat(state.chain()).isEqualTo(chain);
    }

    @Test
    void without_a_trust_document_nothing_is_authentic() {
        PartitionState bare = PartitionState.genesis(world.root, 7);
        assertNot(world.fold(bare, world.open(LIST, 2, 100)), Inauthentic.NO_TRUST);
        assertThat(bare.n()).isZero();
    }

    @Test
    void a_trust_document_is_adopted_once_and_counts_once() {
        PartitionState bare = PartitionState.genesis(world.root, 7);
        TrustAdopted event = world.trust.toEvent();
        assertThat(Fold.decide(bare, event)).isInstanceOf(TrustTaken.class);
        bare.apply(event, Fold.decide(bare, event), 0);
        assertThat(Fold.decide(bare, event)).isEqualTo(new Duplicate("trust document", 1));
        assertThat(bare.n()).isEqualTo(1);
    }

    @Test
    void a_document_of_another_root_is_not_adopted() throws Exception {
        PartitionState bare = PartitionState.genesis(world.root, 7);
        var forged = SignedTrustDocument.event(SignedTrustDocument.sign(world.document(16), List.of(World.key(77))));
        assertNot(Fold.decide(bare, forged), Inauthentic.UNTRUSTED_DOCUMENT);
    }

    @Test
    void unknown_rules_stop_the_partition_instead_of_a_guess() throws Exception {
        PartitionState bare = PartitionState.genesis(world.root, 7);
        TrustDocument one = world.document(16);
        TrustDocument later = new TrustDocument(
                one.deployment(),
                1,
                TrustDocument.RULES + 1,
                16,
                one.previous(),
                one.issuedAt(),
                one.expiresAt(),
                one.root(),
                one.issuers(),
                one.publishers());
        var event = SignedTrustDocument.event(SignedTrustDocument.sign(later, List.of(world.rootKey)));
        assertThat(Fold.decide(bare, event)).isEqualTo(new UnknownRules(TrustDocument.RULES + 1));
    }

    @Test
    void unknown_rules_stop_the_partition_even_if_the_document_cannot_be_read() throws Exception {
        PartitionState bare = PartitionState.genesis(world.root, 7);
        String payload = "{\"rules\":2,\"new\":1}";
        assertThat(Fold.decide(bare, signedTrust(payload, world.rootKey))).isEqualTo(new UnknownRules(2));
        assertNot(Fold.decide(bare, signedTrust(payload, World.key(77))), Inauthentic.MALFORMED);
    }

    private static TrustAdopted signedTrust(String payload, Signer signer) throws Exception {
        String jws = JwsHeader.compact(SignedTrustDocument.TYPE, signer, payload.getBytes(StandardCharsets.UTF_8));
        String[] parts = jws.split("\\.", -1);
        String json = "{\"payload\":\"%s\",\"signatures\":[{\"protected\":\"%s\",\"signature\":\"%s\"}]}"
                .formatted(parts[1], parts[0], parts[2]);
        return SignedTrustDocument.event(Bytes.ofAscii(json));
    }

    @Test
    void the_chain_commits_to_kind_and_signed_bytes_alone() {
        PartitionState bare = PartitionState.genesis(world.root, 7);
        TrustAdopted event = world.trust.toEvent();
        Hash genesis = bare.chain();
        bare.apply(event, Fold.decide(bare, event), 4711);
        Hash link = Hash.of(new byte[] {0x02}, event.signedBytes().toArray());
        assertThat(bare.chain()).isEqualTo(Hash.of(genesis.toArray(), link.toArray()));
    }

    private void open() {
        assertAccepted(world.fold(state, world.open(LIST, 2, 100)));
    }

    private ListState list() {
        return state.lists().get(LIST);
    }

    private Status status(int idx) {
        return list().image().statuses().status(idx);
    }

    private static void assertAccepted(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Accepted.class);
    }

    private static void assertRefused(Outcome outcome, Refusal reason) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private static void assertNot(Outcome outcome, Inauthentic cause) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        NotAuthentic.class, not -> assertThat(not.cause()).isEqualTo(cause));
    }
}
