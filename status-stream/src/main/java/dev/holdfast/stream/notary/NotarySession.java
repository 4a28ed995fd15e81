package dev.holdfast.stream.notary;

import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.format.ListFormat;
import dev.holdfast.format.Statement;
import dev.holdfast.format.StatusListToken;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.CheckpointDraft;
import dev.holdfast.schema.CheckpointRecord;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.DraftRecord;
import dev.holdfast.schema.SignedList;
import dev.holdfast.schema.SnapshotChunk;
import dev.holdfast.schema.SnapshotDraft;
import dev.holdfast.schema.TokenDraft;
import dev.holdfast.schema.Topics;
import dev.holdfast.sign.Signer;
import dev.holdfast.stream.Counters;
import dev.holdfast.stream.Counters.What;
import dev.holdfast.stream.notary.Inspection.Verdict;
import dev.holdfast.trust.TrustDocument;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A notary at work with one consumer and one producer. Each step is one transaction: what it signs and the
/// offsets of the drafts become visible together or not at all. After any exception the session is closed and
/// forgotten, and with it what it believed to have signed. For one thread.
final class NotarySession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NotarySession.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration ENDS_PATIENCE = Duration.ofSeconds(5);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final long OFFSET_SECONDS = 10;

    private final Topics topics;
    private final Inspection inspection;
    private final NotaryKeys keys;
    private final NotaryTrust trust;
    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final NewestCheckpoints newest;
    private final TailGuard guard;
    private final Counters counters;
    private final NotaryFigures figures;
    private final Map<Integer, LastSigned> last = new HashMap<>();
    private final Set<Integer> known = new HashSet<>();
    private final Agreement agreement = new Agreement();
    private final Set<TopicPartition> heldBack = new HashSet<>();
    private final Map<TopicPartition, Long> eventEnds = new HashMap<>();
    private long lookedAt = System.nanoTime();

    /// Takes over: from here on whoever used this producer's transactional id before can commit nothing.
    NotarySession(
            Topics topics,
            Inspection inspection,
            NotaryKeys keys,
            NotaryTrust trust,
            Consumer<byte[], byte[]> consumer,
            Producer<byte[], byte[]> producer,
            NewestCheckpoints newest,
            TailGuard guard,
            Counters counters) {
        this.topics = topics;
        this.inspection = inspection;
        this.keys = keys;
        this.trust = trust;
        this.consumer = consumer;
        this.producer = producer;
        this.newest = newest;
        this.guard = guard;
        this.counters = counters;
        this.figures = new NotaryFigures(counters);
        producer.initTransactions();
        consumer.subscribe(List.of(topics.drafts()), new Forgetting());
    }

    /// What was signed in a partition that went elsewhere is for the next notary to know.
    private final class Forgetting implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            forget(partitions);
            figures.joined(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            forget(partitions);
        }

        private void forget(Collection<TopicPartition> partitions) {
            partitions.forEach(at -> {
                known.remove(at.partition());
                last.remove(at.partition());
                heldBack.remove(at);
                guard.forget(at.partition());
                figures.left(at);
            });
        }
    }

    /// Signs what has come, if anything has.
    void step() {
        ConsumerRecords<byte[], byte[]> records = poll();
        lookAround();
        goOn();
        if (records.isEmpty()) {
            return;
        }
        readBack();
        Set<TopicPartition> open = new HashSet<>(records.partitions());
        open.removeIf(at -> isHeldBack(at, records.records(at).getFirst().offset()));
        if (open.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
        Timer.Sample taken = figures.begin();
        producer.beginTransaction();
        for (TopicPartition at : open) {
            signAll(at, records.records(at), done);
        }
        producer.sendOffsetsToTransaction(done, consumer.groupMetadata());
        // From here on it may be committed, whatever we hear of it: after an exception only reading back tells.
        producer.commitTransaction();
        figures.committed(taken, open, last);
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        try {
            return consumer.poll(POLL);
        } catch (NoOffsetForPartitionException e) {
            consumer.seekToBeginning(e.partitions());
        } catch (OffsetOutOfRangeException e) {
            LOG.error(
                    "the place in {} is gone: the log has stepped back, or its oldest drafts have expired",
                    e.partitions());
            e.partitions().forEach(at -> distrustLog(at.partition()));
            consumer.seekToBeginning(e.partitions());
        }
        return ConsumerRecords.empty();
    }

    /// Once a second: whether trust has moved on, and whether the log has stepped back.
    private void lookAround() {
        long now = System.nanoTime();
        if (now - lookedAt < BETWEEN_LOOKS.toNanos()) {
            return;
        }
        lookedAt = now;
        if (!consumer.paused().isEmpty() && trust.refresh()) {
            throw new KafkaException("a partition had stopped, and there is a newer trust document");
        }
        figures.lag(consumer);
        Set<TopicPartition> events = new HashSet<>();
        consumer.assignment().forEach(at -> events.add(new TopicPartition(topics.statusEvents(), at.partition())));
        try {
            consumer.endOffsets(events, ENDS_PATIENCE).forEach((at, end) -> {
                long before = eventEnds.getOrDefault(at, 0L);
                eventEnds.put(at, end);
                if (end < before) {
                    LOG.error("{} has stepped back from {} to {}", at, before, end);
                    distrustLog(at.partition());
                }
            });
        } catch (RetriableException e) {
            LOG.debug("the broker does not say where the log ends", e);
        }
    }

    /// The log may have lost its tail: before anything more is signed it has to lead to what was signed last, and to
    /// what the holders have.
    private void distrustLog(int partition) {
        LastSigned before = last.remove(partition);
        known.remove(partition);
        if (before != null) {
            guard.hold(before.header());
        }
    }

    /// Lets partitions go on whose log is whole again.
    private void goOn() {
        heldBack.removeIf(at -> {
            boolean whole = !guard.holdsBack(at.partition());
            if (whole) {
                consumer.resume(Set.of(at));
                figures.heldBack(at, false);
            }
            return whole;
        });
    }

    private boolean isHeldBack(TopicPartition at, long offset) {
        if (!guard.holdsBack(at.partition())) {
            return false;
        }
        holdBack(at, offset);
        return true;
    }

    private void holdBack(TopicPartition at, long offset) {
        consumer.seek(at, offset);
        consumer.pause(Set.of(at));
        if (heldBack.add(at)) {
            counters.count(What.NOTARY_HELD_BACK);
            figures.heldBack(at, true);
        }
    }

    private void readBack() {
        Set<Integer> missing = new HashSet<>();
        consumer.assignment().forEach(at -> missing.add(at.partition()));
        missing.removeAll(known);
        if (missing.isEmpty()) {
            return;
        }
        Map<Integer, LastSigned> found = newest.read(missing);
        try {
            guard.ask(missing, found);
        } catch (NoHolderAnswers e) {
            throw new KafkaException(e.getMessage(), e);
        }
        last.putAll(found);
        figures.found(found);
        known.addAll(missing);
    }

    private void signAll(
            TopicPartition at,
            List<ConsumerRecord<byte[], byte[]>> records,
            Map<TopicPartition, OffsetAndMetadata> done) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                sign(record);
            } catch (LogBehind e) {
                distrustLog(at.partition());
                holdBack(at, record.offset());
                return;
            } catch (Malformed e) {
                // Noise of whoever may write there. If it was a draft, the next one will not follow what was signed.
                counters.count(What.NOTARY_DRAFTS_REFUSED);
                LOG.error("drafts-{} offset {} is no draft: {}", at.partition(), record.offset(), e.getMessage());
            } catch (DraftRefused e) {
                counters.count(What.NOTARY_DRAFTS_REFUSED);
                LOG.error(
                        "not signed, and partition {} stops here: drafts-{} offset {}: {}",
                        at.partition(),
                        at.partition(),
                        record.offset(),
                        e.getMessage());
                consumer.pause(List.of(at));
                figures.stopped(at);
                return;
            }
            done.put(at, new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), ""));
        }
    }

    private void sign(ConsumerRecord<byte[], byte[]> record) throws Malformed, DraftRefused, LogBehind {
        DraftRecord draft = Codecs.DRAFT.decode(record.value(), record.headers());
        int partition = record.partition();
        Optional<LastSigned> before = Optional.ofNullable(last.get(partition));
        switch (draft) {
            case CheckpointDraft checkpoint -> signCheckpoint(checkpoint, partition, before);
            case TokenDraft token -> signToken(token, partition, before);
            case SnapshotDraft piece -> publishPiece(piece, partition, before);
        }
    }

    private void signCheckpoint(CheckpointDraft draft, int partition, Optional<LastSigned> before)
            throws DraftRefused, LogBehind {
        Header header = inspection.header(draft, partition);
        if (isOver(header.epoch()) || inspection.follows(header, draft, before) == Verdict.SKIP) {
            counters.count(What.NOTARY_DRAFTS_SKIPPED);
            return;
        }
        TrustDocument under = trust.version(header.trustVersion());
        inspection.requireEpoch(header, under);
        SignedHeader signed = SignedHeader.sign(draft.header().toArray(), keys.checkpointsUnder(under));
        CompletableFuture<Long> offset = new CompletableFuture<>();
        ProducerRecord<byte[], byte[]> record = Codecs.CHECKPOINT.record(
                topics.checkpoints(),
                partition,
                Topics.partitionKey(partition),
                new CheckpointRecord(partition, new Checkpoint(signed, draft.body())));
        var _ = producer.send(record, (metadata, failure) -> {
            if (failure == null) {
                offset.complete(metadata.offset());
            } else {
                offset.completeExceptionally(failure);
            }
        });
        last.put(partition, new LastSigned(signed, header, offset, true));
        counters.count(What.SIGNATURES_CHECKPOINT);
    }

    private void publishPiece(SnapshotDraft draft, int partition, Optional<LastSigned> before) throws DraftRefused {
        if (isOver(draft.epoch()) || inspection.follows(draft, partition, before) == Verdict.SKIP) {
            counters.count(What.NOTARY_DRAFTS_SKIPPED);
            return;
        }
        LastSigned covering = before.orElseThrow();
        ProducerRecord<byte[], byte[]> record = Codecs.SNAPSHOT.record(
                topics.snapshots(),
                partition,
                Topics.partitionKey(partition),
                new SnapshotChunk(partition, covering.signed(), draft.index(), draft.count(), draft.bytes()));
        record.headers().add(SnapshotChunk.covering(offsetOf(covering)));
        var _ = producer.send(record);
        counters.count(What.PUBLISHED_SNAPSHOT_CHUNK);
    }

    /// Whether a newer epoch has begun, by what is trusted: nobody takes anything new of this one.
    private boolean isOver(int epoch) {
        return epoch < trust.epoch();
    }

    private static long offsetOf(LastSigned covering) {
        try {
            return covering.offset().get(OFFSET_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the covering checkpoint was not written", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private void signToken(TokenDraft draft, int partition, Optional<LastSigned> before) throws DraftRefused {
        if (isOver(draft.epoch())) {
            counters.count(What.NOTARY_DRAFTS_SKIPPED);
            return;
        }
        Statement statement = inspection.claims(draft, partition, before);
        StatusListToken claims = statement.claims();
        TrustDocument under = trust.version(before.orElseThrow().header().trustVersion());
        ListFormat format = draft.form().format();
        Optional<Signer> signer = keys.tokensUnder(under, format);
        if (signer.isEmpty()) {
            // The other forms of the list, and its checkpoints, do not wait for a key of this kind.
            counters.count(What.NOTARY_DRAFTS_SKIPPED);
            LOG.warn("no token key here can sign the {} of {}: it is not published", draft.form(), draft.list());
            return;
        }
        Bytes token = format.secure(draft.payload().toArray(), signer.get());
        inspection.readBack(draft, statement, token, signer.get().publicKey());
        agreement.add(draft.list(), draft.form(), statement, claims.provenance().orElseThrow());
        SignedList signed = new SignedList(
                draft.list(),
                draft.form(),
                draft.version(),
                draft.epoch(),
                draft.n(),
                claims.issuedAt(),
                claims.expiresAt().orElseThrow(),
                format.mediaType(),
                claims.sub(),
                token);
        var _ = producer.send(Codecs.SIGNED_LIST.record(
                topics.signedLists(), partition, Topics.signedListKey(draft.list(), draft.form()), signed));
        counters.count(What.SIGNATURES_TOKEN);
    }

    /// An open transaction is left to the broker, or to the next session, which aborts it when it takes over.
    @Override
    public void close() {
        guard.close();
        try {
            consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(CLOSE));
        } finally {
            producer.close(CLOSE);
        }
    }
}
