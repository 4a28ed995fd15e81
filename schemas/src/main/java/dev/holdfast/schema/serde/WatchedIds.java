package dev.holdfast.schema.serde;

import dev.holdfast.layout.Hash;
import dev.holdfast.schema.registry.RegistryClient;
import dev.holdfast.schema.registry.RegistryFailure;
import dev.holdfast.schema.registry.RegistryRefused;
import dev.holdfast.schema.registry.RegistryUnavailable;
import dev.holdfast.schema.registry.Subject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ids that a registry has given to the contracts we write, looked up in a thread of its own and looked up
/// again for as long as this lives: a registry that comes late, goes, or is replaced by one that numbers anew is
/// noticed, and nobody waits for it. Thread-safe.
final class WatchedIds implements AutoCloseable {
    /// Between looks once all ids are known, and while some are not; both are spread by a fifth.
    private static final Duration SELDOM = Duration.ofSeconds(10);
    private static final Duration OFTEN = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(WatchedIds.class);
    private static final int UNKNOWN = 0;

    private final Map<Key, Watched> watched = new ConcurrentHashMap<>();
    private final Semaphore wanted = new Semaphore(0);
    private final RegistryClient registry;
    private final Thread thread;
    private boolean away;

    private record Key(Subject subject, Hash fingerprint) {}

    private static final class Watched {
        private final Schema schema;
        private volatile int id = UNKNOWN;

        Watched(Schema schema) {
            this.schema = schema;
        }
    }

    /// @param registry is closed with this
    WatchedIds(RegistryClient registry) {
        this.registry = registry;
        this.thread = Thread.ofPlatform().name("schema-ids").daemon().start(this::watch);
    }

    /// The id of a contract, or 0 as long as none is known. Never waits.
    int idOf(Subject subject, Hash fingerprint, Schema schema) {
        Key key = new Key(subject, fingerprint);
        Watched found = watched.get(key);
        if (found == null) {
            found = watched.computeIfAbsent(key, _ -> new Watched(schema));
            wanted.release();
        }
        return found.id;
    }

    private void watch() {
        try {
            while (true) {
                look();
                long pause = millis(watched.values().stream().allMatch(one -> one.id != UNKNOWN) ? SELDOM : OFTEN);
                if (wanted.tryAcquire(pause, TimeUnit.MILLISECONDS)) {
                    wanted.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("closed");
        }
    }

    private static long millis(Duration about) {
        return (long) (about.toMillis() * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
    }

    private void look() throws InterruptedException {
        for (Map.Entry<Key, Watched> entry : watched.entrySet()) {
            try {
                int id = registry.lookUp(entry.getKey().subject(), entry.getValue().schema)
                        .id();
                away = false;
                set(entry.getKey(), entry.getValue(), id);
            } catch (RegistryRefused e) {
                refused(entry.getKey(), entry.getValue(), e);
            } catch (RegistryUnavailable e) {
                say(e);
                return;
            }
        }
    }

    /// A registry that does not have the schema has no id for it any more. A registry that says no for another
    /// reason says nothing about the id.
    private void refused(Key key, Watched one, RegistryRefused e) {
        switch (e.reason()) {
            case NO_SUBJECT, NO_VERSION, NO_SCHEMA -> set(key, one, UNKNOWN);
            case INVALID_SCHEMA, INVALID_VERSION, INVALID_LEVEL, INCOMPATIBLE, NOT_ALLOWED, OTHER -> say(e);
        }
    }

    private static void set(Key key, Watched one, int id) {
        if (one.id != id) {
            LOG.info("schema id of {}: {} (was {})", key.subject(), id, one.id);
            one.id = id;
        }
    }

    private void say(RegistryFailure e) {
        if (!away) {
            away = true;
            LOG.warn(
                    "records keep the schema ids known so far, or 0; their header names the schema: {}",
                    e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        registry.close();
    }
}
