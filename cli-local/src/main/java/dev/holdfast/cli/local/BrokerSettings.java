package dev.holdfast.cli.local;

import java.nio.file.Path;

/// The settings of a lone broker that is also its own controller.
///
/// @param data where the log lies
/// @param port for clients
/// @param controllerPort for the broker's own talk with its controller
record BrokerSettings(Path data, int port, int controllerPort) {
    String asProperties() {
        return """
                process.roles=broker,controller
                node.id=1
                listeners=CLIENTS://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=CLIENTS://127.0.0.1:%1$d
                listener.security.protocol.map=CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT
                inter.broker.listener.name=CLIENTS
                controller.listener.names=CONTROLLER
                controller.quorum.voters=1@127.0.0.1:%2$d
                log.dirs=%3$s

                # Nothing comes into being unasked, nothing that was acknowledged is given up.
                auto.create.topics.enable=false
                unclean.leader.election.enable=false

                # One broker holds everything, in few partitions: they are made and recovered one by one.
                default.replication.factor=1
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=5
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=5
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                share.coordinator.state.topic.num.partitions=1

                # After a kill -9 the controller refuses the broker's new life until the session of the old one has run out:
                # at the default of 9 s a restart takes 12 s.
                broker.session.timeout.ms=2000
                broker.heartbeat.interval.ms=400

                # The same for the clients that are killed, and for the transactions that they leave open.
                group.initial.rebalance.delay.ms=0
                group.min.session.timeout.ms=1000
                group.consumer.min.session.timeout.ms=1000
                group.consumer.session.timeout.ms=6000
                group.consumer.min.heartbeat.interval.ms=500
                group.consumer.heartbeat.interval.ms=1000
                transaction.abort.timed.out.transaction.cleanup.interval.ms=1000

                # A laptop's memory and disk: by default the cleaner alone would take half of the heap.
                log.cleaner.dedupe.buffer.size=16777216
                offsets.topic.segment.bytes=16777216
                transaction.state.log.segment.bytes=16777216
                """.formatted(port, controllerPort, data);
    }
}
