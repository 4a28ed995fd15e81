package dev.holdfast.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.event.CommandCodec;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Partitioning;
import dev.holdfast.event.Purpose;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.format.BitstringDataIntegrity;
import dev.holdfast.format.BitstringVcJwt;
import dev.holdfast.format.Form;
import dev.holdfast.format.StatusListToken;
import dev.holdfast.format.TokenStatusListJwt;
import dev.holdfast.integrity.Cryptosuite;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.replay.Finding.Kind;
import dev.holdfast.replay.PartitionReport.Equal;
import dev.holdfast.replay.PartitionReport.Folded;
import dev.holdfast.replay.RebuildReport.Verdict;
import dev.holdfast.replay.log.Section;
import dev.holdfast.schema.CheckpointRecord;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.EventRecord;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.SignedTrustDocument;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class RebuildTest {
    private World world;

    @BeforeEach
    void a_world() throws Exception {
        world = new World();
    }

    @Nested
    final class Honest {
        @Test
        void everything_published_equals_the_fold() throws Exception {
            PartitionReport report = world.ordinary().replay();

            assertThat(report.findings()).isEmpty();
            assertThat(report.n()).isEqualTo(6);
            assertThat(report.newestCheckpoint()).isEqualTo(6);
            assertThat(report.folded()).isEqualTo(new Folded(4, 1, 1, 0, 0));
            assertThat(report.equal()).isEqualTo(new Equal(5, 1, 2, 0));
            assertThat(report.offsets().end()).isEqualTo(6);
        }

        @Test
        void a_token_with_the_chain_of_its_key_is_compared_by_what_it_says() throws Exception {
            world.ordinary();
            world.token(token -> token, world.certifiedKey);

            assertThat(world.replay().findings()).isEmpty();
            assertThat(world.replay().equal().tokens()).isEqualTo(3);
        }

        @Test
        void the_verdict_is_the_same_without_snapshots_and_tokens() throws Exception {
            world.ordinary();
            world.log.drop(Section.SNAPSHOTS, 0, _ -> true);
            world.log.drop(Section.SIGNED_LISTS, 0, _ -> true);

            assertThat(world.replay().findings()).isEmpty();
            assertThat(world.replay().equal()).isEqualTo(new Equal(5, 0, 0, 0));
        }

        @Test
        void the_run_of_checkpoints_may_begin_in_the_middle() throws Exception {
            world.ordinary();
            world.log.drop(Section.CHECKPOINTS, 0, record -> record.offset() < 2);

            assertThat(world.replay().findings()).isEmpty();
            assertThat(world.replay().equal().checkpoints()).isEqualTo(3);
        }

        @Test
        void events_behind_the_newest_checkpoint_are_no_finding() throws Exception {
            world.ordinary().change(9, Status.INVALID);

            PartitionReport report = world.replay();

            assertThat(report.findings()).isEmpty();
            assertThat(report.n()).isEqualTo(report.newestCheckpoint() + 1);
        }

        @Test
        void a_snapshot_of_which_retention_took_a_piece_is_left_out() throws Exception {
            world.ordinary();
            world.log.drop(Section.SNAPSHOTS, 0, record -> record.offset() == 0);

            assertThat(world.replay().findings()).isEmpty();
            assertThat(world.replay().equal()).isEqualTo(new Equal(5, 0, 2, 1));
        }

        @Test
        void repeats_and_forged_commands_in_the_log_are_counted_and_change_nothing() throws Exception {
            world.open(World.LIST, 2, 100);
            var command = new dev.holdfast.event.Command.RetireList(world.envelope(World.LIST));
            SignedCommand good = CommandCodec.sign(command, world.commandKey);
            world.event(new SignedCommand(good.signedBytes(), good.keyId(), Bytes.of(new byte[64])));
            world.event(good);
            world.event(good);
            world.checkpoint();

            PartitionReport report = world.replay();

            assertThat(report.findings()).isEmpty();
            assertThat(report.folded()).isEqualTo(new Folded(2, 0, 1, 1, 1));
        }

        @Test
        void a_record_that_does_not_decode_is_no_event() throws Exception {
            world.open(World.LIST, 2, 100);
            world.event(CommandCodec.sign(
                    new dev.holdfast.event.Command.RetireList(world.envelope(World.LIST)), World.key(99)));
            world.log.alter(Section.STATUS_EVENTS, 0, 2, _ -> new byte[] {9});
            world.checkpoint();

            assertThat(world.replay().findings()).isEmpty();
            assertThat(world.replay().folded().notAuthentic()).isEqualTo(1);
        }

        @Test
        void checkpoint_keys_may_change_with_an_adopted_document() throws Exception {
            world.ordinary();
            Signer next = World.key(42);
            var second = world.trust.openNext(SignedTrustDocument.sign(
                    world.document(1, 2, Optional.of(world.trust.hash()), next), List.of(world.rootKey)));
            world.event(second.toEvent());
            world.checkpoint(header -> header, next);
            world.change(50, Status.INVALID);
            world.checkpoint(header -> header, next);

            assertThat(world.replay().findings()).isEmpty();
            assertThat(world.replay().folded().trustAdopted()).isEqualTo(2);
        }

        @Test
        void every_partition_is_replayed() throws Exception {
            World wide = new World(4).ordinary();

            RebuildReport report = new Rebuild(wide.log, wide.root).run(2);

            assertThat(report.verdict()).isEqualTo(Verdict.EQUAL);
            assertThat(report.partitions())
                    .extracting(PartitionReport::partition)
                    .containsExactly(0, 1, 2, 3);
            assertThat(report.partitions().get(Partitioning.of(World.LIST, 4)).n())
                    .isEqualTo(6);
            assertThat(report.records()).isEqualTo(6);
        }
    }

    @Nested
    final class TamperedCheckpoints {
        @Test
        void a_flipped_bit_in_a_signature() throws Exception {
            world.ordinary();
            replaceCheckpoint(2, old -> {
                byte[] signature = old.signed().signature().toArray();
                signature[10] ^= 1;
                SignedHeader signed = new SignedHeader(
                        old.signed().headerBytes(),
                        old.signed().keyId(),
                        old.signed().algorithm(),
                        Bytes.of(signature));
                return new Checkpoint(signed, old.body());
            });

            assertOnly(Kind.BAD_SIGNATURE, 5);
        }

        @Test
        void a_flipped_bit_in_a_delta() throws Exception {
            world.ordinary();
            replaceCheckpoint(1, old -> {
                byte[] body = old.body().toArray();
                body[body.length - 2] ^= 1;
                return new Checkpoint(old.signed(), Bytes.of(body));
            });

            assertOnly(Kind.DELTA_MISMATCH, 3);
        }

        @Test
        void a_flipped_bit_anywhere_in_a_record_is_found() throws Exception {
            world.ordinary();
            byte[] value = world.log.at(Section.CHECKPOINTS, 0).get(1).value().clone();
            for (int bit = 0; bit < 8 * value.length; bit += 7) {
                int flipped = bit;
                world.log.alter(Section.CHECKPOINTS, 0, 1, _ -> {
                    byte[] altered = value.clone();
                    altered[flipped / 8] ^= (byte) (1 << flipped % 8);
                    return altered;
                });
                // Bytes 1 to 4 are the registry's schema id, which the fingerprint header overrides.
                if (flipped / 8 < 1 || flipped / 8 > 4) {
                    assertThat(world.replay().findings()).as("bit " + flipped).isNotEmpty();
                }
            }
        }

        @Test
        void a_body_that_is_signed_and_not_what_the_fold_cuts() throws Exception {
            world.open(World.LIST, 2, 100);
            Bytes body = Bytes.of(Delta.heartbeat(0).toBytes());
            Header right = world.checkpoint();
            world.log.drop(Section.CHECKPOINTS, 0, _ -> true);
            publish(withBody(right, body), body);

            assertOnly(Kind.DELTA_MISMATCH, 2);
        }

        @Test
        void a_wrong_root_signed_with_the_true_key() throws Exception {
            world.open(World.LIST, 2, 100);
            world.checkpoint(RebuildTest::withAnotherRoot, world.checkpointKey);
            world.change(1, Status.INVALID);
            world.checkpoint();

            assertOnly(Kind.ROOT_MISMATCH, 2);
        }

        @Test
        void a_header_by_a_key_nobody_named() throws Exception {
            world.ordinary();
            world.change(9, Status.INVALID);
            world.checkpoint(header -> header, World.key(77));

            assertThat(world.replay().findings()).singleElement().satisfies(finding -> {
                assertThat(finding.kind()).isEqualTo(Kind.NOT_VOUCHED);
                assertThat(finding.detail()).contains("unknown-key");
            });
        }

        @Test
        void two_signed_states_at_one_n_are_a_contradiction() throws Exception {
            world.ordinary();
            world.checkpoint(RebuildTest::withAnotherRoot, world.checkpointKey);

            assertThat(world.replay().findings())
                    .extracting(Finding::kind)
                    .containsExactly(Kind.ROOT_MISMATCH, Kind.CONTRADICTION);
        }

        @Test
        void an_older_checkpoint_published_again() throws Exception {
            world.ordinary();
            world.publish(checkpointAt(1));

            assertOnly(Kind.OUT_OF_ORDER, 3);
        }

        @Test
        void a_missing_checkpoint_leaves_a_gap() throws Exception {
            world.ordinary();
            world.log.drop(Section.CHECKPOINTS, 0, record -> record.offset() == 1);

            assertOnly(Kind.DELTA_GAP, 5);
        }

        @Test
        void time_that_does_not_rise() throws Exception {
            world.open(World.LIST, 2, 100);
            Header first = world.checkpoint();
            world.checkpoint(header -> withTimeOf(header, first), world.checkpointKey);

            assertOnly(Kind.TIME_GOES_BACK, 2);
        }

        @Test
        void junk_that_sends_the_fold_ahead_hides_nothing_behind_it() throws Exception {
            world.open(World.LIST, 2, 100);
            world.checkpoint(header -> withN(header, 1_000_000), World.key(77));
            world.checkpoint(header -> withN(header, 3), World.key(77));
            world.change(3, Status.INVALID);
            world.checkpoint();
            world.change(4, Status.INVALID);
            world.checkpoint(RebuildTest::withAnotherRoot, world.checkpointKey);
            world.token(RebuildTest::withAnotherStatus, world.tokenKey);

            PartitionReport report = world.replay();

            assertThat(report.findings())
                    .extracting(Finding::kind, Finding::n)
                    .contains(
                            tuple(Kind.AHEAD, 1_000_000L),
                            tuple(Kind.NOT_VOUCHED, 3L),
                            tuple(Kind.ROOT_MISMATCH, 4L),
                            tuple(Kind.TOKEN_MISMATCH, 4L));
            assertThat(report.equal().checkpoints()).isEqualTo(1);
        }
    }

    @Nested
    final class TamperedSnapshotsAndTokens {
        @Test
        void a_flipped_bit_in_a_snapshot() throws Exception {
            world.ordinary();
            world.log.alter(Section.SNAPSHOTS, 0, 2, value -> {
                value[value.length - 3] ^= 4;
                return value;
            });

            assertOnly(Kind.SNAPSHOT_MISMATCH, 5);
        }

        @Test
        void a_flipped_bit_in_a_token() throws Exception {
            world.ordinary();
            world.log.alter(Section.SIGNED_LISTS, 0, 0, value -> {
                value[value.length - 20] ^= 1;
                return value;
            });

            assertThat(world.replay().findings()).singleElement().satisfies(finding -> {
                assertThat(finding.kind()).isIn(Kind.BAD_SIGNATURE, Kind.MALFORMED);
                assertThat(finding.list()).contains(World.LIST);
            });
        }

        @Test
        void a_token_with_another_status_signed_with_the_true_key() throws Exception {
            world.ordinary();
            world.token(RebuildTest::withAnotherStatus, world.tokenKey);

            assertOnly(Kind.TOKEN_MISMATCH, 6);
        }

        @Test
        void a_token_in_another_form_is_compared_as_well() throws Exception {
            world.ordinary();
            long before = world.replay().equal().tokens();
            world.token(World.CWT, token -> token, world.tokenKey);
            PartitionReport report = world.replay();
            assertThat(report.findings()).isEmpty();
            assertThat(report.equal().tokens()).isEqualTo(before + 1);
            world.token(World.CWT, RebuildTest::withAnotherStatus, world.tokenKey);

            assertOnly(Kind.TOKEN_MISMATCH, 6);
        }

        @Test
        void a_credential_of_bits_is_compared_with_what_it_shows_of_the_list() throws Exception {
            Form revoked = new Form(new BitstringVcJwt(), Purpose.REVOCATION);
            Form suspended = new Form(new BitstringDataIntegrity(Cryptosuite.EDDSA_JCS_2022), Purpose.SUSPENSION);
            world.open(World.LIST, 2, 131_072, World.JWT, revoked, suspended);
            world.change(3, Status.INVALID);
            world.change(4, Status.SUSPENDED);
            world.checkpoint();
            world.token(revoked, token -> token, world.tokenKey);
            world.token(suspended, token -> token, world.tokenKey);
            PartitionReport report = world.replay();
            assertThat(report.findings()).isEmpty();
            assertThat(report.equal().tokens()).isEqualTo(2);
            world.token(revoked, RebuildTest::withAnotherStatus, world.tokenKey);

            assertThat(world.replay().findings()).extracting(Finding::kind).containsExactly(Kind.TOKEN_MISMATCH);
        }

        @Test
        void a_token_that_is_called_another_form() throws Exception {
            world.ordinary();
            world.token(
                    World.CWT,
                    token -> {
                        Bytes jwt = Bytes.ofAscii(
                                TokenStatusListJwt.sign(TokenStatusListJwt.payload(token, 6), world.tokenKey));
                        world.publishToken(
                                World.CWT, token.provenance().orElseThrow().version(), token, jwt);
                        return token;
                    },
                    world.tokenKey);

            assertOnly(Kind.NOT_VOUCHED, 6);
        }

        @Test
        void a_token_by_a_checkpoint_key() throws Exception {
            world.ordinary();
            world.token(token -> token, world.checkpointKey);

            assertOnly(Kind.NOT_VOUCHED, 6);
        }

        @Test
        void a_token_for_another_uri() throws Exception {
            world.ordinary();
            world.token(
                    token -> new StatusListToken(
                            token.sub() + "x",
                            token.issuedAt(),
                            token.expiresAt(),
                            token.ttl(),
                            token.statuses(),
                            token.aggregationUri(),
                            token.provenance()),
                    world.tokenKey);

            assertOnly(Kind.TOKEN_MISMATCH, 6);
        }

        @Test
        void a_token_that_names_another_aggregation() throws Exception {
            world.ordinary();
            world.token(
                    token -> new StatusListToken(
                            token.sub(),
                            token.issuedAt(),
                            token.expiresAt(),
                            token.ttl(),
                            token.statuses(),
                            Optional.of("https://elsewhere.example/lists"),
                            token.provenance()),
                    world.tokenKey);

            assertOnly(Kind.TOKEN_MISMATCH, 6);
        }

        @Test
        void a_token_of_an_older_version_under_a_newer_name() throws Exception {
            world.ordinary();
            StatusListToken old = TokenStatusListJwt.verify(
                            Codecs.SIGNED_LIST
                                    .decode(
                                            world.log
                                                    .at(Section.SIGNED_LISTS, 0)
                                                    .getFirst()
                                                    .value(),
                                            new RecordHeaders())
                                    .token()
                                    .toAscii(),
                            world.tokenKey.publicKey())
                    .token();
            Bytes signed = Bytes.ofAscii(TokenStatusListJwt.sign(TokenStatusListJwt.payload(old, 6), world.tokenKey));
            world.publishToken(World.JWT, 4, old, signed);

            assertOnly(Kind.TOKEN_MISMATCH, 6);
        }
    }

    @Nested
    final class TamperedEvents {
        @Test
        void one_altered_event_names_partition_and_n() throws Exception {
            World wide = new World(8).ordinary();
            int partition = wide.partition;
            wide.log.drop(Section.SNAPSHOTS, partition, _ -> true);
            wide.log.drop(Section.SIGNED_LISTS, partition, _ -> true);
            wide.log.alter(Section.STATUS_EVENTS, partition, 2, RebuildTest::altered);

            RebuildReport report = new Rebuild(wide.log, wide.root).run(2);

            assertThat(report.verdict()).isEqualTo(Verdict.DISTRUST);
            assertThat(report.findings())
                    .extracting(Finding::kind, Finding::partition, Finding::n)
                    .containsExactly(
                            tuple(Kind.CHAIN_MISMATCH, partition, 3L), tuple(Kind.ALTERED_EVENT, partition, 3L));
            assertThat(report.partitions().get(partition).unlisted()).isEqualTo(3);
        }

        @Test
        void an_event_replaced_by_another_authentic_one() throws Exception {
            world.ordinary();
            byte[] earlier = world.log.at(Section.STATUS_EVENTS, 0).get(1).value();
            world.log.alter(Section.STATUS_EVENTS, 0, 3, _ -> earlier);

            assertThat(world.replay().findings())
                    .extracting(Finding::kind, Finding::n)
                    .containsExactly(tuple(Kind.CHAIN_MISMATCH, 5L), tuple(Kind.ALTERED_EVENT, 4L));
        }

        @Test
        void two_events_that_changed_places() throws Exception {
            world.ordinary();
            List<byte[]> values = world.log.at(Section.STATUS_EVENTS, 0).stream()
                    .map(record -> record.value())
                    .toList();
            world.log.alter(Section.STATUS_EVENTS, 0, 3, _ -> values.get(4));
            world.log.alter(Section.STATUS_EVENTS, 0, 4, _ -> values.get(3));

            assertThat(world.replay().findings())
                    .extracting(Finding::kind, Finding::n)
                    .containsExactly(tuple(Kind.CHAIN_MISMATCH, 5L));
        }

        @Test
        void a_log_that_lost_its_tail() throws Exception {
            world.ordinary();
            world.log.drop(Section.STATUS_EVENTS, 0, record -> record.offset() == 5);

            assertOnly(Kind.AHEAD, 6);
            assertThat(new RebuildReport(List.of(world.replay()), java.time.Duration.ZERO).verdict())
                    .isEqualTo(Verdict.INCOMPLETE);
        }

        @Test
        void an_altered_last_event() throws Exception {
            world.ordinary();
            world.log.alter(Section.STATUS_EVENTS, 0, 5, RebuildTest::altered);

            assertThat(world.replay().findings())
                    .extracting(Finding::kind, Finding::n)
                    .containsExactly(tuple(Kind.AHEAD, 6L), tuple(Kind.ALTERED_EVENT, 6L));
        }

        @Test
        void another_root_reproduces_nothing() throws Exception {
            world.ordinary();
            var stranger = dev.holdfast.trust.Root.of(
                    World.DEPLOYMENT, 1, List.of(World.key(55).publicKey()));

            PartitionReport report = new Rebuild(world.log, stranger).replay(0);

            assertThat(report.n()).isZero();
            assertThat(report.findings()).extracting(Finding::kind).contains(Kind.AHEAD, Kind.ALTERED_EVENT);
        }

        @Test
        void events_without_any_checkpoint_prove_nothing() throws Exception {
            world.open(new ListId("acme.other"), 1, 8);

            assertOnly(Kind.UNPUBLISHED, 2);
        }
    }

    private void assertOnly(Kind kind, long n) throws Exception {
        assertThat(world.replay().findings())
                .extracting(Finding::kind, Finding::partition, Finding::n)
                .containsExactly(tuple(kind, 0, n));
    }

    private Checkpoint checkpointAt(int index) throws Exception {
        return Codecs.CHECKPOINT
                .decode(world.log.at(Section.CHECKPOINTS, 0).get(index).value(), new RecordHeaders())
                .checkpoint();
    }

    private void replaceCheckpoint(int index, java.util.function.UnaryOperator<Checkpoint> change) throws Exception {
        Checkpoint altered = change.apply(checkpointAt(index));
        world.log.alter(Section.CHECKPOINTS, 0, index, _ -> Codecs.CHECKPOINT.encode(new CheckpointRecord(0, altered)));
    }

    private void publish(Header header, Bytes body) {
        world.publish(new Checkpoint(SignedHeader.sign(header.toBytes(), world.checkpointKey), body));
    }

    /// The same command with a status changed and the old signature.
    private static byte[] altered(byte[] value) {
        try {
            EventRecord record = Codecs.EVENT.decode(value, new RecordHeaders());
            SignedCommand command = (SignedCommand) record.event();
            byte[] signed = command.signedBytes().toArray();
            signed[signed.length - 8] ^= 1;
            SignedCommand changed = new SignedCommand(Bytes.of(signed), command.keyId(), command.signature());
            return Codecs.EVENT.encode(new EventRecord(changed, record.gateway(), record.receivedAt()));
        } catch (dev.holdfast.layout.Malformed e) {
            throw new AssertionError(e);
        }
    }

    private static StatusListToken withAnotherStatus(StatusListToken token) {
        return new StatusListToken(
                token.sub(),
                token.issuedAt(),
                token.expiresAt(),
                token.ttl(),
                token.statuses().with(new TreeMap<>(java.util.Map.of(3, 0))),
                token.aggregationUri(),
                token.provenance());
    }

    private static Header withAnotherRoot(Header h) {
        return header(h, h.n(), Hash.of(new byte[] {1}), h.issuedAt(), h.body());
    }

    private static Header withN(Header h, long n) {
        return header(h, n, h.root(), h.issuedAt(), h.body());
    }

    private static Header withTimeOf(Header h, Header other) {
        return header(h, h.n(), h.root(), other.issuedAt(), h.body());
    }

    private static Header withBody(Header h, Bytes body) {
        return header(h, h.n(), h.root(), h.issuedAt(), Delta.hashOf(body.toArray()));
    }

    private static Header header(Header h, long n, Hash root, java.time.Instant issuedAt, Hash body) {
        return new Header(
                h.deployment(),
                h.region(),
                h.epoch(),
                h.partition(),
                n,
                h.chain(),
                h.homeOffset(),
                h.trustVersion(),
                h.listCount(),
                root,
                issuedAt,
                body);
    }
}
