import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Creates a topic with a partition for each of three brokers and writes to each, or reads what is there. */
final class Client {
    private static final String TOPIC = "orders";
    private static final int SECONDS = 20;
    private static final int PARTITIONS = 3;

    private Client() {
    }

    public static void main(String[] arguments) {
        try {
            Properties settings = new Properties();
            settings.putAll(Map.of("bootstrap.servers", arguments[1], "acks", "all",
                    "delivery.timeout.ms", "20000", "request.timeout.ms", "5000", "default.api.timeout.ms", "20000",
                    "auto.offset.reset", "earliest", "enable.auto.commit", "false"));
            String serde = "org.apache.kafka.common.serialization.String";
            settings.putAll(Map.of("key.serializer", serde + "Serializer", "value.serializer", serde + "Serializer",
                    "key.deserializer", serde + "Deserializer", "value.deserializer", serde + "Deserializer"));
            if (arguments[0].equals("write")) {
                write(settings);
            } else {
                read(settings);
            }
            System.exit(0);
        } catch (Throwable failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            System.out.println(cause.getClass().getSimpleName() + ": " + cause.getMessage());
            System.exit(1);
        }
    }

    private static void write(Properties settings) throws Exception {
        try (Admin admin = Admin.create(settings)) {
            NewTopic topic = new NewTopic(TOPIC, PARTITIONS, (short) 3);
            admin.createTopics(List.of(topic)).all().get(SECONDS, TimeUnit.SECONDS);
        }
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings)) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                producer.send(new ProducerRecord<>(TOPIC, partition, "key", "value")).get(SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    private static void read(Properties settings) {
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS).mapToObj(at -> new TopicPartition(TOPIC, at)).toList();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings)) {
            consumer.assign(partitions);
            int found = 0;
            for (int second = 0; second < SECONDS && found < PARTITIONS; second++) {
                found += consumer.poll(Duration.ofSeconds(1)).count();
            }
            if (found < PARTITIONS) {
                throw new IllegalStateException("read " + found + " of " + PARTITIONS + " records");
            }
        }
    }
}
