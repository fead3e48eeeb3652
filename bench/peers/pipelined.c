/* The least that submits lines as background jobs: pipelined PORT FUNCTION < LINES
 * One buffer of packets, one socket, no library. It keeps WINDOW jobs unanswered and counts the answers. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WINDOW = 16384, BLOCK = 64 * 1024, HEADER = 12, SUBMIT_JOB_BG = 18, JOB_CREATED = 8 };

static int server;
static long sent, answered;
static unsigned char in[BLOCK];
static size_t in_length;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* Takes what answers have come. */
static void receive(void) {
  ssize_t got = read(server, in + in_length, sizeof in - in_length);
  if (got <= 0) fail("read from the server");
  in_length += (size_t)got;
  size_t at = 0;
  while (in_length - at >= HEADER) {
    uint32_t type, length;
    memcpy(&type, in + at + 4, 4);
    memcpy(&length, in + at + 8, 4);
    if (ntohl(type) != JOB_CREATED) errno = EPROTO, fail("not JOB_CREATED");
    if (in_length - at < HEADER + ntohl(length)) break;
    at += HEADER + ntohl(length);
    answered++;
  }
  memmove(in, in + at, in_length - at);
  in_length -= at;
}

/* Writes all bytes, and takes answers meanwhile, so that neither side waits for the other for ever. */
static void send_all(const unsigned char *bytes, size_t length) {
  while (length > 0) {
    struct pollfd both = {.fd = server, .events = POLLIN | POLLOUT};
    if (poll(&both, 1, 10000) <= 0) fail("poll");
    if (both.revents & POLLIN) receive();
    if (!(both.revents & POLLOUT)) continue;
    ssize_t put = send(server, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (put < 0 && errno != EAGAIN) fail("send");
    if (put > 0) bytes += put, length -= (size_t)put;
  }
}

int main(int argc, char **argv) {
  if (argc != 3) return 64;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  server = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(server, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
  int on = 1;
  setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);

  const size_t name = strlen(argv[2]) + 1;
  static char lines[BLOCK];
  /* A line of one byte, its end, becomes a packet of HEADER + name + 1 bytes. */
  unsigned char *out = malloc(sizeof lines * (HEADER + name + 1));
  if (out == NULL) fail("malloc");
  size_t kept = 0;
  ssize_t got;
  while ((got = read(0, lines + kept, sizeof lines - kept)) > 0) {
    size_t length = kept + (size_t)got, out_length = 0;
    char *line = lines, *end;
    while ((end = memchr(line, '\n', length - (size_t)(line - lines))) != NULL) {
      size_t workload = (size_t)(end - line);
      unsigned char *packet = out + out_length;
      uint32_t type = htonl(SUBMIT_JOB_BG), body = htonl((uint32_t)(name + 1 + workload));
      memcpy(packet, "\0REQ", 4);
      memcpy(packet + 4, &type, 4);
      memcpy(packet + 8, &body, 4);
      memcpy(packet + HEADER, argv[2], name);
      packet[HEADER + name] = 0;
      memcpy(packet + HEADER + name + 1, line, workload);
      out_length += HEADER + name + 1 + workload;
      sent++;
      line = end + 1;
    }
    send_all(out, out_length);
    while (sent - answered > WINDOW) receive();
    kept = length - (size_t)(line - lines);
    memmove(lines, line, kept);
  }
  while (answered < sent) receive();
  return 0;
}
