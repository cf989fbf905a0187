package io.farpage.store.aeron;

import java.util.regex.Pattern;

/** What an {@link AeronAddress} looks like. */
final class AddressSyntax {
    static final Pattern ADDRESS = Pattern.compile("aeron:(.+):([0-9]{1,10})");

    /** A name, an IPv4 address or a bracketed IPv6 address; {@code ipc} is none. */
    private static final Pattern HOST = Pattern.compile(
            "(?!ipc$)[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}(%\\w{1,15})?]");

    private AddressSyntax() {}

    static void checkHost(String host) {
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "'" + host + "' is no host: needs a name, an IPv4 address or an IPv6 address in brackets");
        }
    }

    static void checkRange(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + " " + value + " is not in " + min + ".." + max);
        }
    }
}
