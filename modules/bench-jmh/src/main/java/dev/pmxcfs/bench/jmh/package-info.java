/**
 * JMH benchmarks of the parts that a request passes: the ring, its semaphore, the event bus, each
 * operation.
 *
 * <pre>
 *   mvn -P jmh -pl modules/bench-jmh -am package -DskipTests
 *   java -cp 'modules/bench-jmh/target/lib/*' org.openjdk.jmh.Main -f 1 -wi 3 -i 5 -w 1 -r 1
 * </pre>
 */
package dev.pmxcfs.bench.jmh;
