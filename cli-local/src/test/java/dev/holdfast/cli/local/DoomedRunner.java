package dev.holdfast.cli.local;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// Starts a broker in the directory it is given, prints the broker's process id, and waits to be killed.
final class DoomedRunner {
    private DoomedRunner() {}

    public static void main(String[] arguments) throws Exception {
        RunDirectory directory = new RunDirectory(Installation.ofThisProgram(), Path.of(arguments[0]));
        Ports ports = Ports.anyFree();
        Broker broker = Broker.in(directory, ports.next(), ports.next());
        broker.start();
        System.out.println(broker.running().pid());
        new CountDownLatch(1).await();
    }
}
