package dev.holdfast.cli.local;

import java.util.concurrent.CountDownLatch;

/// A program that does nothing for ever, but says on SIGTERM that it had the time to end properly.
final class Idle {
    private Idle() {}

    public static void main(String[] arguments) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("farewell")));
        System.out.println("idle");
        new CountDownLatch(1).await();
    }
}
