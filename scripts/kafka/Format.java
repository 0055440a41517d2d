import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Properties;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.tools.StorageTool;

/** What `kafka-storage format --cluster-id ID` says, which an image runs before the server; it formats a temporary folder. */
final class Format {
    private Format() {
    }

    static void run(Properties properties, String clusterId) throws Throwable {
        Path folder = Files.createTempDirectory("kafka-format");
        try {
            Properties moved = new Properties();
            moved.putAll(properties);
            moved.setProperty("log.dirs", folder.toString());
            moved.remove("metadata.log.dir");
            moved.remove("cordoned.log.dirs");
            String[] arguments = {"format", "--cluster-id=" + clusterId, "--config", "server.properties"};
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
            StorageTool.runFormatCommand(StorageTool.parseArguments(arguments), KafkaConfig.fromProps(moved, false), nowhere);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
