package io.farpage.server.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.farpage.server.cli.UsageException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Configuration files: YAML, one record each; unknown keys and values that make no sense are refused. */
public final class Settings {
    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build();

    private Settings() {}

    /**
     * Reads a file as settings of one kind.
     *
     * @throws UsageException when it is missing, is not YAML, or says something that makes no sense
     */
    public static <T> T read(Path file, Class<T> kind) {
        try {
            T settings = MAPPER.readValue(Files.readString(file), kind);
            if (settings == null) {
                throw new UsageException("configuration " + file + " says nothing; write its keys, one in each line");
            }
            return settings;
        } catch (NoSuchFileException e) {
            throw new UsageException("configuration " + file + " does not exist; name a file that does", e);
        } catch (UnrecognizedPropertyException e) {
            throw new UsageException(
                    "configuration " + file + " has an unknown key '" + e.getPropertyName() + "'" + nearest(e), e);
        } catch (ValueInstantiationException e) {
            throw new UsageException("configuration " + file + ": " + rootMessage(e), e);
        } catch (InvalidFormatException e) {
            throw new UsageException("configuration " + file + ": " + path(e) + problem(e), e);
        } catch (JsonMappingException e) {
            String problem = e.getOriginalMessage().startsWith("Missing required creator property")
                    ? "this key is missing, and has no default"
                    : e.getOriginalMessage();
            throw new UsageException("configuration " + file + ": " + path(e) + problem, e);
        } catch (JacksonException e) {
            throw new UsageException("configuration " + file + " is not YAML: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UsageException("configuration " + file + " cannot be read: " + e, e);
        }
    }

    /** Settings as the text of a file. */
    public static String write(Object settings) {
        try {
            return MAPPER.writeValueAsString(settings);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("cannot be written as YAML: " + settings.getClass(), e);
        }
    }

    private static String problem(InvalidFormatException e) {
        Class<?> wanted = e.getTargetType();
        return wanted == null || !wanted.isEnum()
                ? e.getOriginalMessage()
                : "'" + e.getValue() + "' is none of "
                        + Arrays.stream(wanted.getEnumConstants())
                                .map(each -> MAPPER.convertValue(each, String.class))
                                .collect(Collectors.joining(", "));
    }

    private static String nearest(UnrecognizedPropertyException e) {
        return e.getKnownPropertyIds().stream()
                .map(Object::toString)
                .min(Comparator.comparingInt(known -> distance(known, e.getPropertyName())))
                .map(known -> "; did you mean '" + known + "'?")
                .orElse("");
    }

    /** Levenshtein's distance: how many letters have to be put in, taken out or changed. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }

    private static String path(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : part.getFieldName())
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "" : path + ": ";
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /** A number that was left out, which reads as 0, becomes its default; any other has to be in range. */
    static int within(String key, int value, int byDefault, int least, int most) {
        if (value == 0) {
            return byDefault;
        }
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + ": " + value + " is not in " + least + ".." + most);
        }
        return value;
    }

    /** A {@code host:port}, or null where nothing is said. */
    static @Nullable InetSocketAddress address(String key, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
            throw new IllegalArgumentException(
                    key + ": '" + text + "' is no address; write HOST:PORT, as 0.0.0.0:9470");
        }
        InetSocketAddress address = new InetSocketAddress(text.substring(0, colon), Integer.parseInt(port));
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(key + ": '" + text + "' names a machine that is not known here");
        }
        return address;
    }

    /** What was left out becomes its default. */
    static <T> T orElse(@Nullable T value, T byDefault) {
        return value == null ? byDefault : value;
    }
}
