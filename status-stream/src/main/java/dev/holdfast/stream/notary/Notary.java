package dev.holdfast.stream.notary;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.schema.Topics;
import dev.holdfast.stream.Counters;
import dev.holdfast.stream.Counters.What;
import dev.holdfast.stream.KafkaSettings;
import dev.holdfast.stream.StreamSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Signs what the stream drafts, in a thread of its own. It alone holds the publisher's keys. A cluster that does
/// not answer is waited for; whoever takes over under the same instance name ends this one.
public final class Notary implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notary.class);
    private static final Duration GRACE = Duration.ofSeconds(8);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LEAST_PAUSE_MILLIS = 100;
    private static final long MOST_PAUSE_MILLIS = 1_000;

    private final StreamSettings settings;
    private final Counters counters;
    private final Function<Map<String, Object>, Producer<byte[], byte[]>> producers;
    private final Consumer<Throwable> onFailure;
    private final NotaryTrust trust;
    private final HttpHolders holders;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile Runnable interruption = () -> {};

    private Notary(
            StreamSettings settings,
            Counters counters,
            Function<Map<String, Object>, Producer<byte[], byte[]>> producers,
            Consumer<Throwable> onFailure) {
        this.settings = settings;
        this.counters = counters;
        this.producers = producers;
        this.onFailure = onFailure;
        this.trust = new NotaryTrust(
                settings.root(),
                settings.region(),
                new TrustFeed(settings.topics().trust(), this::plainConsumer));
        this.holders = new HttpHolders(settings.holders());
        this.thread = Thread.ofPlatform().name("notary").unstarted(this::run);
    }

    /// Starts signing.
    ///
    /// @param onFailure is told why signing ended, unless it was closed
    public static Notary start(StreamSettings settings, Counters counters, Consumer<Throwable> onFailure) {
        return start(settings, counters, KafkaProducer::new, onFailure);
    }

    /// The same with producers of one's own, made from their configuration, so that tests can make them fail.
    public static Notary start(
            StreamSettings settings,
            Counters counters,
            Function<Map<String, Object>, Producer<byte[], byte[]>> producers,
            Consumer<Throwable> onFailure) {
        Notary notary = new Notary(settings, counters, producers, onFailure);
        notary.thread.start();
        return notary;
    }

    /// Lets the transaction at hand finish, and ends.
    @Override
    public void close() {
        closing.countDown();
        interruption.run();
        try {
            if (!thread.join(GRACE)) {
                LOG.warn("the notary did not end in {}", GRACE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        holders.close();
    }

    private void run() {
        try {
            while (!isClosing()) {
                runSession();
            }
        } catch (RuntimeException | Error e) {
            onFailure.accept(e);
        }
    }

    private void runSession() {
        try (NotarySession session = open()) {
            while (!isClosing()) {
                session.step();
            }
        } catch (WakeupException e) {
            LOG.debug("woken to close");
        } catch (KafkaException e) {
            if (isFinal(e) || isClosing()) {
                throw e;
            }
            counters.count(What.NOTARY_RESTARTS);
            LOG.warn("signing begins anew: {}", e.toString());
            pause();
        } finally {
            interruption = () -> {};
            counters.standing().notaryLeft();
        }
    }

    private NotarySession open() {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(KafkaSettings.notaryConsumer(settings));
        interruption = consumer::wakeup;
        @Nullable Producer<byte[], byte[]> producer = null;
        try {
            producer = producers.apply(KafkaSettings.notaryProducer(settings));
            Topics topics = settings.topics();
            return new NotarySession(
                    topics,
                    new Inspection(settings.root().deployment(), settings.region(), Topics.PARTITIONS),
                    new NotaryKeys(settings.region(), settings.checkpointKeys(), settings.tokenKeys()),
                    trust,
                    consumer,
                    producer,
                    new NewestCheckpoints(topics.checkpoints(), trust, this::ends, this::plainConsumer),
                    new TailGuard(holders, trust::vouch, trust::epoch, this::reproduce),
                    counters);
        } catch (RuntimeException e) {
            consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
            if (producer != null) {
                producer.close(Duration.ZERO);
            }
            throw e;
        }
    }

    private Reproduction reproduce(Header wanted) {
        return new Reproduction(settings.root(), wanted, settings.topics().statusEvents(), plainConsumer());
    }

    private KafkaConsumer<byte[], byte[]> plainConsumer() {
        return new KafkaConsumer<>(KafkaSettings.plainConsumer(settings));
    }

    private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(at -> wanted.put(at, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        try (Admin admin = Admin.create(KafkaSettings.admin(settings))) {
            admin.listOffsets(wanted, new ListOffsetsOptions(isolation))
                    .all()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .forEach((at, end) -> ends.put(at, end.offset()));
            return ends;
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the ends of checkpoints are not known", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /// Whether trying again would only repeat it, or would take the work from who has it now.
    private static boolean isFinal(Throwable thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof FencedInstanceIdException
                    || at instanceof AuthenticationException
                    || at instanceof AuthorizationException
                    || at instanceof UnsupportedVersionException) {
                return true;
            }
        }
        return false;
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void pause() {
        try {
            long millis = ThreadLocalRandom.current().nextLong(LEAST_PAUSE_MILLIS, MOST_PAUSE_MILLIS);
            boolean _ = closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
