// Package overload is the experiment overload-retry: whether an object recovers from a stall depends on its clients.
//
//	clients, each one call a second ──► shop: 20 ms a call, so 50 a second
//	                                      stalls for 10 s, and goes on
//
// A client gives a call up after a while and makes it again. What it gave up still waits in the object's queue, is
// served, and answered to nobody: where clients add more to the queue than the object can serve, nothing it answers is
// still wanted, and that lasts (docs, Error handling: back off with jitter, do not retry what is overloaded; the
// failure L4).
//
//	naive            tries again at once, on the stub it has
//	backoff          waits, twice as long each time and a part of it by chance, and takes a fresh stub
//	naive-limited    the same two on a platform that refuses calls when too many wait
//	backoff-limited
//
// A design is a line in designs; the limit is a number of the platform's profile.
package overload
