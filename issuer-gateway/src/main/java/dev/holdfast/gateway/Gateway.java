package dev.holdfast.gateway;

import dev.holdfast.event.WriterId;
import dev.holdfast.gateway.command.CommandWriter;
import dev.holdfast.gateway.command.EntryBlocks;
import dev.holdfast.gateway.command.IssuerKeys;
import dev.holdfast.gateway.log.EventLog;
import dev.holdfast.gateway.log.FoldedLog;
import dev.holdfast.gateway.log.KafkaEventLog;
import dev.holdfast.keyring.KeyUnusable;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.Topics;
import dev.holdfast.schema.serde.RegistryIds;
import dev.holdfast.trust.Root;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/// Puts the gateway together from its settings. A setting that is wrong ends the start with a message that names
/// it.
@Singleton
final class Gateway {
    private static final Logger LOG = Logger.getLogger(Gateway.class);
    private static final int FAILED = 1;

    void start(@Observes StartupEvent event, EventLog log, FoldedLog folded, IssuerKeys keys, MeterRegistry metrics) {
        metrics.gauge("holdfast.gateway.events.folded", folded, FoldedLog::folded);
        metrics.gauge("holdfast.gateway.events.uncovered", folded, FoldedLog::uncovered);
        folded.checkpointsSeen()
                .forEach((evidence, seen) -> FunctionCounter.builder(
                                "holdfast.gateway.checkpoints", seen, LongAdder::doubleValue)
                        .tag("evidence", evidence)
                        .register(metrics));
        LOG.infof("acting for %d issuers", keys.size());
        log.follow(folded);
    }

    @Produces
    @Singleton
    @DefaultBean
    InstantSource clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    Root root(GatewaySettings settings) throws IOException, Malformed {
        return Root.read(settings.root());
    }

    @Produces
    @Singleton
    IssuerKeys keys(GatewaySettings settings) throws IOException, KeyUnusable, Malformed {
        return IssuerKeys.in(settings.keys());
    }

    @Produces
    @Singleton
    FoldedLog folded(Root root) {
        return new FoldedLog(root);
    }

    @Produces
    @Singleton
    @DefaultBean
    EventLog log(GatewaySettings settings) {
        return new KafkaEventLog(
                settings.kafka(),
                new Topics(settings.topicPrefix()),
                new WriterId(settings.writer()),
                registry(settings),
                Gateway::lastWord);
    }

    private static Map<String, Object> registry(GatewaySettings settings) {
        Optional<String> urls = settings.schemaRegistry();
        if (urls.isEmpty()) {
            return Map.of();
        }
        RegistryIds.check(urls.get(), settings.schemaRegistryCredentials());
        return RegistryIds.settings(urls.get(), settings.schemaRegistryCredentials());
    }

    void close(@Disposes EventLog log) {
        log.close();
    }

    @Produces
    @Singleton
    CommandWriter writer(
            GatewaySettings settings, Root root, IssuerKeys keys, FoldedLog folded, EventLog log, InstantSource clock) {
        return new CommandWriter(root.deployment(), new WriterId(settings.writer()), keys, folded, log, clock);
    }

    @Produces
    @Singleton
    EntryBlocks entries(CommandWriter writer, FoldedLog folded, IssuerKeys keys) {
        return new EntryBlocks(writer, folded, keys);
    }

    private static void lastWord(Throwable why) {
        LOG.fatal("the log can no longer be followed, so the gateway stops", why);
        Quarkus.asyncExit(FAILED);
    }
}
