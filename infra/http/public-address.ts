import ipaddr from "ipaddr.js";

// The library calls these "unicast": for measuring networks (RFC 2544), and IPv6 that is routed nowhere. Its types do not
// tell which of the two kinds it has read.
const benchmarking = ipaddr.parseCIDR("198.18.0.0/15");
const global6 = ipaddr.parseCIDR("2000::/3");

/**
 * True for an address that the public internet routes. Everything else is somebody's own: private and loopback networks,
 * link-local ones (cloud metadata lives there), carriers' NAT, multicast, and whatever of that is written as IPv6.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  // Takes the IPv4 address out of ::ffff:10.0.0.1.
  const address = ipaddr.process(text);
  if (address.range() !== "unicast") return false;
  if (address instanceof ipaddr.IPv6) return address.match(global6 as [ipaddr.IPv6, number]);
  return !(address as ipaddr.IPv4).match(benchmarking as [ipaddr.IPv4, number]);
}
