import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** One producer and one consumer over Java's queues: prints "shape TAB peer TAB nanoseconds a message". */
public final class QueuePeers {
  static final class Slot {
    long value;
  }

  public static void main(String[] words) throws Exception {
    int messages = Integer.parseInt(words[0]);
    for (int round = 0; round < 3; round++) {
      boolean last = round == 2;
      report(last, "ArrayBlockingQueue", queue(new ArrayBlockingQueue<>(1024), messages / 4), messages / 4);
      report(last, "LinkedBlockingQueue", queue(new LinkedBlockingQueue<>(1024), messages / 4), messages / 4);
      report(last, "Disruptor", disruptor(messages), messages);
    }
  }

  private static void report(boolean last, String name, long nanoseconds, int messages) {
    if (last) System.out.println("1P-1C\tJava " + name + "\t" + (double) nanoseconds / messages);
  }

  private static long queue(BlockingQueue<Long> queue, int messages) throws Exception {
    Thread producer = new Thread(() -> {
      try {
        for (long value = 0; value < messages; value++) queue.put(value);
      } catch (InterruptedException error) {
        throw new IllegalStateException(error);
      }
    });
    long start = System.nanoTime();
    producer.start();
    long sum = 0;
    for (int index = 0; index < messages; index++) sum += queue.take();
    long took = System.nanoTime() - start;
    if (sum != (long) messages * (messages - 1) / 2) throw new IllegalStateException("a queue lost a message");
    return took;
  }

  private static long disruptor(int messages) throws Exception {
    Disruptor<Slot> disruptor = new Disruptor<>(
        Slot::new, 1024, Executors.defaultThreadFactory(), ProducerType.SINGLE, new YieldingWaitStrategy());
    CountDownLatch done = new CountDownLatch(1);
    disruptor.handleEventsWith((slot, sequence, isLast) -> {
      if (slot.value == messages - 1) done.countDown();
    });
    RingBuffer<Slot> ring = disruptor.start();
    long start = System.nanoTime();
    for (long value = 0; value < messages; value++) {
      long sequence = ring.next();
      ring.get(sequence).value = value;
      ring.publish(sequence);
    }
    done.await();
    long took = System.nanoTime() - start;
    disruptor.shutdown();
    return took;
  }
}
