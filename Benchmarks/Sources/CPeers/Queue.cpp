#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include "CPeers.h"

// A bounded queue between two threads as it is usually written: a ring, a mutex and two conditions.
extern "C" double peer_mutex_queue(uint64_t messages, size_t capacity) {
  std::vector<uint64_t> ring(capacity);
  size_t head = 0, count = 0;
  std::mutex mutex;
  std::condition_variable room, data;
  auto start = std::chrono::steady_clock::now();
  std::thread producer([&] {
    for (uint64_t value = 0; value < messages; value++) {
      std::unique_lock<std::mutex> lock(mutex);
      room.wait(lock, [&] { return count < capacity; });
      ring[(head + count) % capacity] = value;
      count++;
      lock.unlock();
      data.notify_one();
    }
  });
  uint64_t sum = 0;
  for (uint64_t taken = 0; taken < messages; taken++) {
    std::unique_lock<std::mutex> lock(mutex);
    data.wait(lock, [&] { return count > 0; });
    sum += ring[head];
    head = (head + 1) % capacity;
    count--;
    lock.unlock();
    room.notify_one();
  }
  producer.join();
  auto took = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
  return sum == messages * (messages - 1) / 2 ? took : -1;
}
