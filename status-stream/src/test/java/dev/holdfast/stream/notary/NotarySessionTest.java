package dev.holdfast.stream.notary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.event.Deployment;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Purpose;
import dev.holdfast.event.Region;
import dev.holdfast.event.Status;
import dev.holdfast.format.BitstringDataIntegrity;
import dev.holdfast.format.BitstringVcJwt;
import dev.holdfast.format.Form;
import dev.holdfast.format.ListFormat;
import dev.holdfast.format.Provenance;
import dev.holdfast.format.Statement;
import dev.holdfast.format.StatusListAggregation;
import dev.holdfast.format.StatusListToken;
import dev.holdfast.format.TokenStatusListCwt;
import dev.holdfast.format.TokenStatusListJwt;
import dev.holdfast.integrity.Cryptosuite;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.BitOrder;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.schema.CheckpointDraft;
import dev.holdfast.schema.CheckpointRecord;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.DraftRecord;
import dev.holdfast.schema.SignedList;
import dev.holdfast.schema.SnapshotChunk;
import dev.holdfast.schema.SnapshotDraft;
import dev.holdfast.schema.TokenDraft;
import dev.holdfast.schema.Topics;
import dev.holdfast.sign.KeyId;
import dev.holdfast.sign.Signer;
import dev.holdfast.stream.Counters;
import dev.holdfast.stream.Counters.What;
import dev.holdfast.stream.TestWorld;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.edit.TrustEdit;
import dev.holdfast.x509.CertificateTrust;
import dev.holdfast.x509.UntrustedChain;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The notary over Kafka's in-memory clients: what it signs, what it refuses, and what one transaction holds.
class NotarySessionTest {
    private static final int PARTITION = 7;
    private static final ListId LIST = TestWorld.listsIn(PARTITION).findFirst().orElseThrow();
    private static final Topics TOPICS = Topics.byDefault();
    private static final TopicPartition DRAFTS = new TopicPartition(TOPICS.drafts(), PARTITION);
    private static final TopicPartition CHECKPOINTS = new TopicPartition(TOPICS.checkpoints(), PARTITION);

    private static final Form CWT = Form.of(new TokenStatusListCwt());
    private static final Form REVOKED = new Form(new BitstringVcJwt(), Purpose.REVOCATION);
    private static final Form SUSPENDED =
            new Form(new BitstringDataIntegrity(Cryptosuite.EDDSA_RDFC_2022), Purpose.SUSPENSION);

    private final TestWorld world = new TestWorld();
    private final Counters counters = new Counters();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final List<CheckpointRecord> signedBefore = new ArrayList<>();
    private final List<Bytes> documents = new ArrayList<>(List.of(world.trust.bytes()));
    private final NotaryTrust trust = new NotaryTrust(world.root, TestWorld.REGION, this::newDocuments);
    private List<Signer> keyring = List.of(world.checkpointKey);
    private List<Signer> tokenKeys = List.of(world.tokenKey);
    private final MemoryLog log = new MemoryLog(world, TOPICS.statusEvents(), PARTITION);
    private final List<SignedHeader> held = new ArrayList<>();
    private boolean silent;
    private long draftOffset;

    private List<Bytes> newDocuments() {
        List<Bytes> all = List.copyOf(documents);
        documents.clear();
        return all;
    }

    @Test
    void checkpoint_snapshot_token_and_offset_are_one_transaction() throws Exception {
        CheckpointDraft checkpoint = draft(0, 5, 100);
        NotarySession session = session();
        put(checkpoint);
        put(new SnapshotDraft(PARTITION, 1, 5, checkpoint.header().sha256(), 0, 1, Bytes.ofAscii("lists")));
        put(token(5, 3, PARTITION));
        session.step();
        assertThat(producer.commitCount()).isEqualTo(1);
        List<ProducerRecord<byte[], byte[]>> sent = producer.history();
        assertThat(sent.stream().map(ProducerRecord::topic))
                .containsExactly(TOPICS.checkpoints(), TOPICS.snapshots(), TOPICS.signedLists());
        assertThat(sent).allMatch(record -> record.partition() == PARTITION);

        CheckpointRecord published =
                Codecs.CHECKPOINT.decode(sent.get(0).value(), sent.get(0).headers());
        assertThat(published.checkpoint().signed().headerBytes()).isEqualTo(checkpoint.header());
        published.checkpoint().signed().verify(world.checkpointKey.publicKey());
        SnapshotChunk chunk =
                Codecs.SNAPSHOT.decode(sent.get(1).value(), sent.get(1).headers());
        assertThat(chunk.signed()).isEqualTo(published.checkpoint().signed());
        assertThat(SnapshotChunk.coveringOffset(sent.get(1).headers())).isEqualTo(OptionalLong.of(0));
        SignedList list =
                Codecs.SIGNED_LIST.decode(sent.get(2).value(), sent.get(2).headers());
        TokenStatusListJwt.verify(list.token().toAscii(), world.tokenKey.publicKey());
        assertThat(sent.get(2).key()).isEqualTo(Topics.signedListKey(LIST, list.form()));
        assertThat(committed()).isEqualTo(3);
    }

    @Test
    void a_draft_that_contradicts_what_was_signed_stops_its_partition_for_good() {
        NotarySession session = session();
        put(draft(0, 5, 100));
        put(draft(5, 5, 200, "another state"));
        put(draft(5, 6, 300));
        session.step();
        assertThat(counters.of(What.SIGNATURES_CHECKPOINT)).isEqualTo(1);
        assertThat(counters.of(What.NOTARY_DRAFTS_REFUSED)).isEqualTo(1);
        assertThat(committed()).isEqualTo(1);
        assertThat(consumer.paused()).containsExactly(DRAFTS);
    }

    @Test
    void neither_n_nor_iat_may_fall_and_no_delta_may_be_missing() {
        refuses(draft(0, 5, 100), draft(5, 6, 100));
        refuses(draft(0, 5, 100), draft(4, 4, 100));
        refuses(draft(0, 5, 100), draft(6, 7, 200));
    }

    @Test
    void a_delta_may_begin_before_what_was_signed() {
        NotarySession session = session();
        put(draft(0, 5, 100));
        put(draft(4, 6, 200));
        session.step();
        assertThat(counters.of(What.SIGNATURES_CHECKPOINT)).isEqualTo(2);
    }

    @Test
    void a_state_before_what_was_signed_waits_until_the_log_leads_there_again() throws Exception {
        log.append(world.trust.toEvent());
        log.append(world.sign(world.open(LIST, 2, 100)));
        Header whole = log.header(2, 100);
        NotarySession session = session();
        put(draftOf(0, whole));
        put(draftOf(0, log.header(1, 200)));
        put(draftOf(1, log.header(2, 300)));
        log.forgetAfter(1);
        session.step();
        session.step();
        assertThat(counters.of(What.NOTARY_HELD_BACK)).isEqualTo(1);
        assertThat(counters.of(What.SIGNATURES_CHECKPOINT)).isEqualTo(1);
        assertThat(committed()).isEqualTo(1);
        assertThat(consumer.paused()).containsExactly(DRAFTS);

        signedBefore.add(published(whole));
        log.comeBack();
        putAgain(draftOf(0, log.header(1, 200)), draftOf(1, log.header(2, 300)));
        session.step();
        session.step();
        assertThat(consumer.paused()).isEmpty();
        assertThat(counters.of(What.NOTARY_DRAFTS_SKIPPED)).isEqualTo(1);
        assertThat(counters.of(What.SIGNATURES_CHECKPOINT)).isEqualTo(2);
        assertThat(committed()).isEqualTo(3);
    }

    @Test
    void nothing_is_signed_behind_what_a_holder_has() throws Exception {
        log.append(world.trust.toEvent());
        log.append(world.sign(world.open(LIST, 2, 100)));
        held.add(published(log.header(2, 100)).checkpoint().signed());
        log.forgetAfter(1);
        NotarySession session = session();
        put(draftOf(0, log.header(1, 200)));
        session.step();
        assertThat(producer.history()).isEmpty();
        assertThat(counters.of(What.NOTARY_HELD_BACK)).isEqualTo(1);
        log.comeBack();
        putAgain(draftOf(0, log.header(1, 200)));
        session.step();
        session.step();
        assertThat(counters.of(What.SIGNATURES_CHECKPOINT)).isEqualTo(1);
    }

    @Test
    void a_log_with_another_history_is_never_signed_again() throws Exception {
        log.append(world.trust.toEvent());
        log.append(world.sign(world.open(LIST, 2, 100)));
        held.add(published(log.header(2, 100)).checkpoint().signed());
        log.forgetAfter(1);
        log.append(world.sign(world.open(LIST, 2, 200)));
        NotarySession session = session();
        put(draftOf(0, log.header(2, 200)));
        for (int i = 0; i < 3; i++) {
            session.step();
        }
        assertThat(producer.history()).isEmpty();
        assertThat(consumer.paused()).containsExactly(DRAFTS);
    }

    @Test
    void a_new_epoch_begins_a_new_history() throws Exception {
        log.append(world.trust.toEvent());
        log.append(world.sign(world.open(LIST, 2, 100)));
        held.add(published(log.header(2, 100)).checkpoint().signed());
        log.forgetAfter(1);
        log.append(world.sign(world.open(LIST, 2, 200)));
        documents.add(world.trustAfter(
                        world.trust, next -> TrustEdit.raiseEpoch(next, TestWorld.REGION, Map.of(PARTITION, 1L)))
                .bytes());
        NotarySession session = session();
        put(draftOf(0, log.header(2, 200)));
        put(under(2, 2, draft(2, 3, 300)));
        session.step();
        assertThat(counters.of(What.NOTARY_DRAFTS_SKIPPED)).isEqualTo(1);
        assertThat(counters.of(What.SIGNATURES_CHECKPOINT)).isEqualTo(1);
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void what_a_holder_forges_holds_nothing_back() throws Exception {
        log.append(world.trust.toEvent());
        Header far = header(99, 100, "far ahead");
        held.add(SignedHeader.sign(far.toBytes(), TestWorld.key(77)));
        NotarySession session = session();
        put(draftOf(0, log.header(1, 200)));
        session.step();
        assertThat(counters.of(What.SIGNATURES_CHECKPOINT)).isEqualTo(1);
    }

    @Test
    void what_a_holder_has_of_another_region_holds_nothing_back() throws Exception {
        log.append(world.trust.toEvent());
        byte[] abroad = with(header(99, 100, "far ahead"), TestWorld.DEPLOYMENT, new Region("mars"), PARTITION);
        held.add(SignedHeader.sign(abroad, world.checkpointKey));
        NotarySession session = session();
        put(draftOf(0, log.header(1, 200)));
        session.step();
        assertThat(counters.of(What.SIGNATURES_CHECKPOINT)).isEqualTo(1);
    }

    @Test
    void without_any_holder_that_answers_nothing_is_signed() {
        silent = true;
        NotarySession session = session();
        put(draft(0, 5, 100));
        assertThatThrownBy(session::step).isInstanceOf(KafkaException.class).hasMessageContaining("nobody answers");
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void a_place_in_the_drafts_that_is_gone_is_no_reason_to_guess() throws Exception {
        log.append(world.trust.toEvent());
        log.append(world.sign(world.open(LIST, 2, 100)));
        Header whole = log.header(2, 100);
        NotarySession session = session();
        put(draftOf(0, whole));
        session.step();
        log.forgetAfter(1);
        signedBefore.add(published(whole));
        consumer.setPollException(new OffsetOutOfRangeException(Map.of(DRAFTS, 7L)));
        session.step();
        put(draftOf(0, log.header(1, 200)));
        session.step();
        assertThat(counters.of(What.SIGNATURES_CHECKPOINT)).isEqualTo(1);
        assertThat(counters.of(What.NOTARY_HELD_BACK)).isEqualTo(1);
    }

    @Test
    void a_heartbeat_of_the_same_state_is_signed() {
        NotarySession session = session();
        put(draft(0, 5, 100));
        put(draft(5, 5, 200));
        session.step();
        assertThat(counters.of(What.SIGNATURES_CHECKPOINT)).isEqualTo(2);
    }

    @Test
    void drafts_for_another_deployment_region_partition_or_body_are_refused() {
        Header good = header(5, 100, "state");
        byte[] body = Delta.heartbeat(5).toBytes();
        refuses(new CheckpointDraft(
                PARTITION, Bytes.of(with(good, new Deployment("other"), good.region(), PARTITION)), Bytes.of(body)));
        refuses(new CheckpointDraft(
                PARTITION, Bytes.of(with(good, good.deployment(), new Region("mars"), PARTITION)), Bytes.of(body)));
        refuses(new CheckpointDraft(
                PARTITION, Bytes.of(with(good, good.deployment(), good.region(), 8)), Bytes.of(body)));
        refuses(new CheckpointDraft(8, Bytes.of(good.toBytes()), Bytes.of(body)));
        refuses(new CheckpointDraft(
                PARTITION, Bytes.of(good.toBytes()), Bytes.of(Delta.heartbeat(4).toBytes())));
        refuses(new CheckpointDraft(PARTITION, Bytes.ofAscii("noise"), Bytes.of(body)));
    }

    @Test
    void after_an_assignment_it_knows_what_was_signed_before() {
        signedBefore.add(published(header(5, 100, "state")));
        refuses(draft(5, 5, 200, "another state"));
    }

    @Test
    void drafts_from_before_what_was_signed_are_passed_over() {
        signedBefore.add(published(header(5, 100, "state")));
        NotarySession session = session();
        put(draft(0, 4, 90));
        put(draft(4, 5, 100));
        put(draft(5, 6, 200));
        session.step();
        assertThat(counters.of(What.NOTARY_DRAFTS_SKIPPED)).isEqualTo(2);
        assertThat(counters.of(What.SIGNATURES_CHECKPOINT)).isEqualTo(1);
        assertThat(committed()).isEqualTo(3);
    }

    @Test
    void the_rest_of_a_snapshot_goes_on_under_the_checkpoint_that_was_read_back() throws Exception {
        Header covering = header(5, 100, "state");
        signedBefore.add(published(covering));
        NotarySession session = session();
        put(new SnapshotDraft(PARTITION, 1, 5, Hash.of(covering.toBytes()), 1, 2, Bytes.ofAscii("the second half")));
        session.step();
        ProducerRecord<byte[], byte[]> chunk = producer.history().getFirst();
        assertThat(SnapshotChunk.coveringOffset(chunk.headers())).isEqualTo(OptionalLong.of(0));
        Codecs.SNAPSHOT.decode(chunk.value(), chunk.headers()).signed().verify(world.checkpointKey.publicKey());
    }

    @Test
    void a_snapshot_of_another_checkpoint_is_refused() {
        refuses(
                draft(0, 5, 100),
                new SnapshotDraft(PARTITION, 1, 5, Hash.of(new byte[1]), 0, 1, Bytes.ofAscii("lists")));
    }

    @Test
    void a_token_that_says_other_than_stands_beside_it_is_refused() {
        TokenDraft good = token(5, 3, PARTITION);
        refuses(draft(0, 5, 100), token(6, 3, PARTITION));
        refuses(draft(0, 5, 100), token(5, 3, 8));
        refuses(draft(0, 5, 100), new TokenDraft(PARTITION, LIST, good.form(), 4, 5, 1, good.payload()));
        refuses(draft(0, 5, 100), new TokenDraft(PARTITION, LIST, good.form(), 3, 5, 1, Bytes.ofAscii("{}")));
        ListId elsewhere = TestWorld.listsIn(8).findFirst().orElseThrow();
        refuses(draft(0, 5, 100), new TokenDraft(PARTITION, elsewhere, good.form(), 3, 5, 1, good.payload()));
    }

    @Test
    void forms_of_one_version_are_signed_if_they_agree() throws Exception {
        NotarySession session = session();
        put(draft(0, 5, 100));
        put(token(5, 3, PARTITION));
        put(token(CWT, 5, 3, PackedStatuses.allValid(2, 64)));
        session.step();
        assertThat(counters.of(What.SIGNATURES_TOKEN)).isEqualTo(2);
        ProducerRecord<byte[], byte[]> sent = producer.history().getLast();
        SignedList list = Codecs.SIGNED_LIST.decode(sent.value(), sent.headers());
        assertThat(list.mediaType()).isEqualTo("application/statuslist+cwt");
        assertThat(sent.key()).asString().isEqualTo(LIST + "/token-status-list-cwt");
        TokenStatusListCwt.verify(list.token().toArray(), world.tokenKey.publicKey());
    }

    @Test
    void a_token_that_names_another_aggregation_than_its_issuers_is_refused() {
        Form jwt = Form.of(new TokenStatusListJwt());
        Provenance place = new Provenance(1, PARTITION, 5, 3);
        PackedStatuses statuses = PackedStatuses.allValid(2, 64);
        refuses(draft(0, 5, 100), token(jwt, place, statuses, Optional.of("https://status.example/lists/other")));
        refuses(draft(0, 5, 100), token(jwt, place, statuses, Optional.empty()));
    }

    @Test
    void lists_carry_the_chain_of_a_key_that_has_one() throws Exception {
        tokenKeys = List.of(world.certifiedKey);
        PackedStatuses statuses = PackedStatuses.allValid(2, 131_072).with(new TreeMap<>(Map.of(9, 1)));
        NotarySession session = session();
        put(draft(0, 5, 100));
        put(token(Form.of(new TokenStatusListJwt()), 5, 3, statuses));
        put(token(CWT, 5, 3, statuses));
        put(token(REVOKED, 5, 3, Purpose.REVOCATION.of(statuses)));
        session.step();
        assertThat(counters.of(What.SIGNATURES_TOKEN)).isEqualTo(3);
        CertificateTrust authority = TestWorld.authority(TestWorld.STATUS_SIGNING);
        for (ProducerRecord<byte[], byte[]> sent :
                producer.history().subList(1, producer.history().size())) {
            SignedList list = Codecs.SIGNED_LIST.decode(sent.value(), sent.headers());
            ListFormat format = list.form().format();
            assertThat(authority.verify(format, list.token(), TestWorld.EPOCH).status(9))
                    .isEqualTo(Status.INVALID);
            assertThat(format.keyIdHint(list.token()))
                    .contains(world.certifiedKey.keyId().value());
            assertThatThrownBy(() ->
                            TestWorld.authority("1.3.6.1.5.5.7.3.3").verify(format, list.token(), TestWorld.EPOCH))
                    .isInstanceOf(UntrustedChain.class);
        }
    }

    @Test
    void forms_that_contradict_each_other_are_not_signed() {
        PackedStatuses other = PackedStatuses.allValid(2, 64).with(new TreeMap<>(Map.of(9, 1)));
        refuses(draft(0, 5, 100), token(5, 3, PARTITION), token(CWT, 5, 3, other));
        PackedStatuses wider = PackedStatuses.allValid(4, 64);
        refuses(draft(0, 5, 100), token(5, 3, PARTITION), token(CWT, 5, 3, wider));
        refuses(draft(0, 5, 100), token(CWT, 5, 3, other), token(5, 3, PARTITION));
    }

    @Test
    void bits_are_compared_with_the_statuses_they_are_taken_from() {
        PackedStatuses statuses = PackedStatuses.allValid(2, 131_072).with(new TreeMap<>(Map.of(9, 1, 10, 2)));
        PackedStatuses revoked = Purpose.REVOCATION.of(statuses);
        PackedStatuses suspended = Purpose.SUSPENSION.of(statuses);
        TokenDraft jwt = token(Form.of(new TokenStatusListJwt()), 5, 3, statuses);
        NotarySession session = session();
        put(draft(0, 5, 100));
        put(jwt);
        put(token(REVOKED, 5, 3, revoked));
        put(token(SUSPENDED, 5, 3, suspended));
        session.step();
        assertThat(counters.of(What.SIGNATURES_TOKEN)).isEqualTo(3);
        refuses(draft(0, 5, 100), jwt, token(REVOKED, 5, 3, suspended));
        refuses(draft(0, 5, 100), token(SUSPENDED, 5, 3, revoked), jwt);
        refuses(draft(0, 5, 100), jwt, token(REVOKED, 5, 3, swapped(revoked)));
    }

    /// The mistake of a decoder that begins at the other end of a byte.
    private static PackedStatuses swapped(PackedStatuses bits) {
        return PackedStatuses.ofBytes(1, bits.capacity(), bits.toBytes(BitOrder.MOST_SIGNIFICANT_FIRST));
    }

    @Test
    void a_form_that_no_key_can_sign_is_left_out_and_nothing_waits_for_it() {
        Form p256 = new Form(new BitstringDataIntegrity(Cryptosuite.ECDSA_JCS_2019), Purpose.REVOCATION);
        NotarySession session = session();
        put(draft(0, 5, 100));
        put(token(p256, 5, 3, PackedStatuses.allValid(1, 131_072)));
        put(token(5, 3, PARTITION));
        session.step();
        assertThat(counters.of(What.NOTARY_DRAFTS_SKIPPED)).isEqualTo(1);
        assertThat(counters.of(What.SIGNATURES_TOKEN)).isEqualTo(1);
        assertThat(committed()).isEqualTo(3);
    }

    @Test
    void another_version_may_say_something_else() {
        PackedStatuses other = PackedStatuses.allValid(2, 64).with(new TreeMap<>(Map.of(9, 1)));
        NotarySession session = session();
        put(draft(0, 6, 100));
        put(token(5, 3, PARTITION));
        put(token(CWT, 6, 4, other));
        session.step();
        assertThat(counters.of(What.SIGNATURES_TOKEN)).isEqualTo(2);
    }

    @Test
    void a_draft_under_the_name_of_another_form_is_refused() {
        TokenDraft jwt = token(5, 3, PARTITION);
        refuses(draft(0, 5, 100), new TokenDraft(PARTITION, LIST, CWT, 3, 5, 1, jwt.payload()));
    }

    @Test
    void noise_among_the_drafts_is_passed_over_and_a_draft_that_was_lost_in_it_is_missed() {
        NotarySession session = session();
        put(draft(0, 5, 100));
        consumer.addRecord(new ConsumerRecord<>(DRAFTS.topic(), PARTITION, draftOffset++, null, new byte[] {1}));
        put(draft(5, 6, 200));
        session.step();
        assertThat(counters.of(What.NOTARY_DRAFTS_REFUSED)).isEqualTo(1);
        assertThat(counters.of(What.SIGNATURES_CHECKPOINT)).isEqualTo(2);
        assertThat(committed()).isEqualTo(3);
        consumer.addRecord(new ConsumerRecord<>(DRAFTS.topic(), PARTITION, draftOffset++, null, new byte[] {1}));
        put(draft(7, 8, 400));
        session.step();
        assertThat(counters.of(What.SIGNATURES_CHECKPOINT)).isEqualTo(2);
        assertThat(consumer.paused()).containsExactly(DRAFTS);
    }

    @Test
    void a_rotated_key_signs_from_the_first_draft_on_that_names_its_document() throws Exception {
        Signer fresh = TestWorld.key(40);
        keyring = List.of(fresh, world.checkpointKey);
        rotate(world.trust, fresh);
        NotarySession session = session();
        put(draft(0, 5, 100));
        put(under(2, 1, draft(5, 6, 200)));
        session.step();
        assertThat(signedBy(0)).isEqualTo(world.checkpointKey.keyId());
        assertThat(signedBy(1)).isEqualTo(fresh.keyId());
    }

    @Test
    void without_the_rotated_key_it_stops_and_names_what_it_lacks() {
        Signer fresh = TestWorld.key(40);
        rotate(world.trust, fresh);
        NotarySession session = session();
        put(under(2, 1, draft(0, 5, 100)));
        assertThatThrownBy(session::step)
                .isInstanceOf(KeyMissing.class)
                .hasMessageContaining(fresh.keyId().value())
                .hasMessageContaining(world.checkpointKey.keyId().value())
                .hasMessageContaining("checkpoint-key");
        assertThat(producer.commitCount()).isZero();
    }

    @Test
    void a_draft_waits_for_the_trust_document_it_names() throws Exception {
        NotarySession session = session();
        put(under(2, 1, draft(0, 5, 100)));
        assertThatThrownBy(session::step)
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("trust document 2 is adopted but not in the trust topic");
        assertThat(producer.commitCount()).isZero();
        rotate(world.trust, world.checkpointKey);
        assertThat(trust.version(2).version()).isEqualTo(2);
    }

    @Test
    void a_draft_of_another_epoch_than_its_document_says_is_refused() {
        rotate(world.trust, world.checkpointKey);
        NotarySession session = session();
        put(under(2, 2, draft(0, 5, 100)));
        session.step();
        assertThat(counters.of(What.NOTARY_DRAFTS_REFUSED)).isEqualTo(1);
    }

    @Test
    void a_trust_version_never_falls() {
        rotate(world.trust, world.checkpointKey);
        NotarySession session = session();
        put(under(2, 1, draft(0, 5, 100)));
        put(draft(5, 6, 200));
        session.step();
        assertThat(counters.of(What.NOTARY_DRAFTS_REFUSED)).isEqualTo(1);
        assertThat(counters.of(What.SIGNATURES_CHECKPOINT)).isEqualTo(1);
    }

    @Test
    @Timeout(20)
    void a_forgery_stops_the_partition_until_the_root_has_renounced_its_key() throws Exception {
        signedBefore.add(published(header(6, 250, "a thief's state")));
        NotarySession stopped = session();
        put(draft(5, 6, 300));
        stopped.step();
        assertThat(counters.of(What.NOTARY_DRAFTS_REFUSED)).isEqualTo(1);
        assertThat(consumer.paused()).containsExactly(DRAFTS);
        Signer fresh = TestWorld.key(40);
        Bytes renouncing = world.trustAfter(
                        world.trust,
                        next -> TrustEdit.compromise(
                                next, world.checkpointKey.keyId(), Instant.EPOCH, Optional.of(fresh.publicKey())))
                .bytes();
        documents.add(renouncing);
        assertThatThrownBy(() -> stepForEver(stopped))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("there is a newer trust document");

        NotarySessionTest again = new NotarySessionTest();
        again.signedBefore.addAll(signedBefore);
        again.keyring = List.of(fresh);
        again.documents.add(renouncing);
        again.held.addAll(
                signedBefore.stream().map(one -> one.checkpoint().signed()).toList());
        NotarySession recovered = again.session();
        again.put(under(2, 1, draft(5, 6, 300)));
        recovered.step();
        assertThat(again.counters.of(What.SIGNATURES_CHECKPOINT)).isEqualTo(1);
    }

    private static void stepForEver(NotarySession session) {
        while (true) {
            session.step();
        }
    }

    private void rotate(SignedTrustDocument before, Signer fresh) {
        documents.add(world.trustAfter(
                        before,
                        next -> fresh == world.checkpointKey
                                ? next
                                : TrustEdit.rotate(next, world.checkpointKey.keyId(), fresh.publicKey(), false))
                .bytes());
    }

    private KeyId signedBy(int record) throws Exception {
        ProducerRecord<byte[], byte[]> sent = producer.history().get(record);
        return Codecs.CHECKPOINT
                .decode(sent.value(), sent.headers())
                .checkpoint()
                .signed()
                .keyId();
    }

    private static CheckpointDraft under(int trustVersion, int epoch, CheckpointDraft draft) {
        try {
            Header header = Header.parse(draft.header().toArray());
            Header moved = new Header(
                    header.deployment(),
                    header.region(),
                    epoch,
                    header.partition(),
                    header.n(),
                    header.chain(),
                    header.homeOffset(),
                    trustVersion,
                    header.listCount(),
                    header.root(),
                    header.issuedAt(),
                    header.body());
            return new CheckpointDraft(draft.partition(), Bytes.of(moved.toBytes()), draft.body());
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }

    /// The last of `drafts` is refused, and nothing is signed for it.
    private static void refuses(DraftRecord... drafts) {
        new NotarySessionTest().refusesLast(List.of(), drafts);
    }

    private void refuses(CheckpointDraft draft) {
        new NotarySessionTest().refusesLast(signedBefore, draft);
    }

    private void refusesLast(List<CheckpointRecord> before, DraftRecord... drafts) {
        signedBefore.addAll(before);
        NotarySession session = session();
        for (DraftRecord draft : drafts) {
            put(draft);
        }
        session.step();
        assertThat(counters.of(What.NOTARY_DRAFTS_REFUSED)).isEqualTo(1);
        assertThat(producer.history()).hasSize(drafts.length - 1);
        assertThat(consumer.paused()).containsExactly(DRAFTS);
    }

    private NotarySession session() {
        NotarySession session = new NotarySession(
                TOPICS,
                new Inspection(TestWorld.DEPLOYMENT, TestWorld.REGION, Topics.PARTITIONS),
                new NotaryKeys(TestWorld.REGION, keyring, tokenKeys),
                trust,
                consumer,
                producer,
                new NewestCheckpoints(
                        TOPICS.checkpoints(),
                        trust,
                        (partitions, _) -> Map.of(CHECKPOINTS, (long) signedBefore.size()),
                        this::reader),
                new TailGuard(
                        partitions -> {
                            if (silent) {
                                throw new NoHolderAnswers("nobody answers");
                            }
                            return Map.of(PARTITION, held);
                        },
                        trust::vouch,
                        trust::epoch,
                        wanted -> new Reproduction(world.root, wanted, TOPICS.statusEvents(), log.reader())),
                counters);
        consumer.rebalance(List.of(DRAFTS));
        consumer.updateBeginningOffsets(Map.of(DRAFTS, 0L));
        return session;
    }

    private MockConsumer<byte[], byte[]> reader() {
        MockConsumer<byte[], byte[]> reader = new MockConsumer<>("none") {
            @Override
            public synchronized void seek(TopicPartition at, long offset) {
                super.seek(at, offset);
                for (int i = 0; i < signedBefore.size(); i++) {
                    ProducerRecord<byte[], byte[]> record =
                            Codecs.CHECKPOINT.record(at.topic(), PARTITION, null, signedBefore.get(i));
                    addRecord(asRead(at, i, record.value(), record.headers()));
                }
            }
        };
        reader.updateBeginningOffsets(Map.of(CHECKPOINTS, 0L));
        return reader;
    }

    private void put(DraftRecord draft) {
        consumer.addRecord(asRead(
                DRAFTS, draftOffset++, Codecs.DRAFT.encode(draft), new RecordHeaders().add(Codecs.DRAFT.header())));
    }

    /// What a broker gives again after a seek; the fake forgets what it gave.
    private void putAgain(DraftRecord... drafts) {
        draftOffset -= drafts.length;
        for (DraftRecord draft : drafts) {
            put(draft);
        }
    }

    private static CheckpointDraft draftOf(long fromN, Header header) {
        byte[] body = Delta.heartbeat(fromN).toBytes();
        Header committing = new Header(
                header.deployment(),
                header.region(),
                header.epoch(),
                header.partition(),
                header.n(),
                header.chain(),
                header.homeOffset(),
                header.trustVersion(),
                header.listCount(),
                header.root(),
                header.issuedAt(),
                Delta.hashOf(body));
        return new CheckpointDraft(PARTITION, Bytes.of(committing.toBytes()), Bytes.of(body));
    }

    private static ConsumerRecord<byte[], byte[]> asRead(
            TopicPartition at, long offset, byte[] value, Headers headers) {
        return new ConsumerRecord<>(
                at.topic(),
                at.partition(),
                offset,
                0,
                TimestampType.CREATE_TIME,
                0,
                value.length,
                null,
                value,
                headers,
                Optional.empty());
    }

    private long committed() {
        Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>();
        producer.consumerGroupOffsetsHistory().forEach(group -> group.values().forEach(all::putAll));
        return all.get(DRAFTS).offset();
    }

    private static CheckpointDraft draft(long fromN, long n, long millis) {
        return draft(fromN, n, millis, "state");
    }

    private static CheckpointDraft draft(long fromN, long n, long millis, String state) {
        byte[] body = Delta.heartbeat(fromN).toBytes();
        return new CheckpointDraft(
                PARTITION, Bytes.of(header(n, millis, state, body).toBytes()), Bytes.of(body));
    }

    private CheckpointRecord published(Header header) {
        SignedHeader signed = SignedHeader.sign(header.toBytes(), world.checkpointKey);
        return new CheckpointRecord(
                PARTITION,
                new Checkpoint(signed, Bytes.of(Delta.heartbeat(header.n()).toBytes())));
    }

    private static Header header(long n, long millis, String state) {
        return header(n, millis, state, Delta.heartbeat(n).toBytes());
    }

    private static Header header(long n, long millis, String state, byte[] body) {
        Hash chain = Bytes.ofAscii(state + n).sha256();
        return new Header(
                TestWorld.DEPLOYMENT,
                TestWorld.REGION,
                1,
                PARTITION,
                n,
                chain,
                n,
                1,
                1,
                chain,
                Instant.ofEpochMilli(millis),
                Delta.hashOf(body));
    }

    private static byte[] with(Header header, Deployment deployment, Region region, int partition) {
        return new Header(
                        deployment,
                        region,
                        header.epoch(),
                        partition,
                        header.n(),
                        header.chain(),
                        header.homeOffset(),
                        header.trustVersion(),
                        header.listCount(),
                        header.root(),
                        header.issuedAt(),
                        header.body())
                .toBytes();
    }

    private static TokenDraft token(long n, long version, int partition) {
        Form jwt = Form.of(new TokenStatusListJwt());
        return token(jwt, new Provenance(1, partition, n, version), PackedStatuses.allValid(2, 64));
    }

    private static TokenDraft token(Form form, long n, long version, PackedStatuses statuses) {
        return token(form, new Provenance(1, PARTITION, n, version), statuses);
    }

    private static TokenDraft token(Form form, Provenance place, PackedStatuses statuses) {
        String uri = "https://status.example/lists/" + LIST;
        return token(form, place, statuses, StatusListAggregation.uriFor(LIST, form, uri));
    }

    private static TokenDraft token(
            Form form, Provenance place, PackedStatuses statuses, Optional<String> aggregation) {
        StatusListToken claims = new StatusListToken(
                "https://status.example/lists/" + LIST,
                TestWorld.EPOCH,
                Optional.of(TestWorld.EPOCH.plus(Duration.ofHours(24))),
                Optional.of(Duration.ofSeconds(60)),
                statuses,
                aggregation,
                Optional.of(place));
        Bytes payload = Bytes.of(form.format().draft(new Statement(form.purpose(), claims), 6));
        return new TokenDraft(PARTITION, LIST, form, place.version(), place.n(), 1, payload);
    }
}
