package dev.holdfast.edge.service;

import dev.holdfast.check.Freshness;
import dev.holdfast.edge.Edge;
import dev.holdfast.edge.EdgeSettings;
import dev.holdfast.edge.KafkaSettings;
import dev.holdfast.edge.StoreRefused;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.Topics;
import dev.holdfast.trust.Root;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;

/// Opens the edge when the program starts, before anybody can ask, and closes it when the program ends.
@Singleton
public class EdgeHost {
    private final Edge edge;

    EdgeHost(EdgeConfig config) {
        this.edge = open(config);
    }

    Edge edge() {
        return edge;
    }

    void start(@Observes StartupEvent event) {
        edge.start();
    }

    void stop(@Observes ShutdownEvent event) {
        edge.close();
    }

    private static Edge open(EdgeConfig config) {
        try {
            EdgeSettings settings = new EdgeSettings(
                    Root.read(config.root()),
                    config.store(),
                    new Freshness.Limits(config.fresh(), config.stale()),
                    config.kafka().map(bootstrap -> new KafkaSettings(bootstrap, new Topics(config.topicPrefix()))));
            return Edge.open(settings, Clock.systemUTC());
        } catch (IOException e) {
            throw new ConfigurationException("holdfast.edge.root: the root file cannot be read: " + e.getMessage());
        } catch (Malformed e) {
            throw new ConfigurationException("holdfast.edge.root: " + config.root() + ": " + e.getMessage());
        } catch (StoreRefused e) {
            throw new ConfigurationException("holdfast.edge.store: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("holdfast.edge: " + e.getMessage());
        }
    }
}
