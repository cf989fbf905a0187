package io.farpage.server.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads amounts of memory: a number of bytes, or one with K, M or G for 2^10, 2^20 or 2^30 bytes. */
public final class ByteCount implements ITypeConverter<Long> {
    private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,18})([KMGkmg]?)");

    @Override
    public Long convert(String text) {
        Matcher amount = AMOUNT.matcher(text);
        if (amount.matches()) {
            long number = Long.parseLong(amount.group(1));
            int shift = 10
                    * " kmg"
                            .indexOf((amount.group(2) + " ")
                                    .toLowerCase(Locale.ROOT)
                                    .charAt(0));
            if (number <= Long.MAX_VALUE >> shift) {
                return number << shift;
            }
        }
        throw new TypeConversionException("'" + text + "' is no amount of memory; write 67108864, 64M or 1G");
    }
}
