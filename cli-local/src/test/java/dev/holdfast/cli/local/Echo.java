package dev.holdfast.cli.local;

import java.util.List;

/// Prints what reached it.
final class Echo {
    private Echo() {}

    public static void main(String[] arguments) {
        System.out.println(System.getProperty("colour") + " " + System.getenv("SIZE") + " " + List.of(arguments));
    }
}
