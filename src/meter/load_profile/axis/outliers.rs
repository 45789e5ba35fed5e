//! Which entries lie so far from the others that their time must be wrong.

use super::DAY;

/// No meter remembers so long: of what lies this far apart, one part is wrong.
const TOO_LONG: i64 = 3660 * DAY;

/// A meter may have been in store so long; the few of many entries that lie this far
/// off are wrong.
const LONG: i64 = 400 * DAY;

/// One of so many entries is few.
const FEW: usize = 20;

/// Entries with nothing but short breaks between them.
struct Cluster {
    first: usize,
    /// One behind its last.
    end: usize,
    /// The lowest number of an entry in it.
    sent: u32,
}

impl Cluster {
    fn len(&self) -> usize {
        self.end - self.first
    }
}

/// Splits entries in order of time into those that belong together and outliers.
pub(super) fn split(order: Vec<u32>, ends: &[Option<i64>]) -> (Vec<u32>, Vec<u32>) {
    let end = |place: usize| {
        let entry = *order.get(place)? as usize;
        ends.get(entry).copied().flatten()
    };
    let mut clusters: Vec<Cluster> = Vec::new();
    for (place, entry) in order.iter().enumerate() {
        let before = place.checked_sub(1).and_then(end);
        let is_near = match (before, end(place)) {
            (Some(before), Some(here)) => here - before < LONG,
            _ => false,
        };
        match clusters.last_mut().filter(|_| is_near) {
            Some(cluster) => {
                cluster.end = place + 1;
                cluster.sent = cluster.sent.min(*entry);
            }
            None => clusters.push(Cluster {
                first: place,
                end: place + 1,
                sent: *entry,
            }),
        }
    }
    // Of equal ones that which was sent first.
    let main = clusters
        .iter()
        .enumerate()
        .max_by_key(|(_, cluster)| (cluster.len(), std::cmp::Reverse(cluster.sent)));
    let Some((main, size)) = main.map(|(index, cluster)| (index, cluster.len())) else {
        return (order, Vec::new());
    };
    if clusters.len() == 1 {
        return (order, Vec::new());
    }
    let is_right =
        |far: i64, cluster: &Cluster| far < TOO_LONG && cluster.len().saturating_mul(FEW) > size;
    let mut kept = vec![false; clusters.len()];
    let mut keep = |numbers: &mut dyn Iterator<Item = usize>| {
        // Outwards from the middle: what is kept reaches on to the next.
        let mut reached = main;
        for index in numbers {
            let (Some(near), Some(cluster)) = (clusters.get(reached), clusters.get(index)) else {
                continue;
            };
            let (early, late) = if index < reached {
                (end(cluster.end - 1), end(near.first))
            } else {
                (end(near.end - 1), end(cluster.first))
            };
            let far = late
                .zip(early)
                .map_or(TOO_LONG, |(late, early)| late - early);
            if is_right(far, cluster) {
                if let Some(kept) = kept.get_mut(index) {
                    *kept = true;
                }
                reached = index;
            }
        }
    };
    keep(&mut (0..main).rev());
    keep(&mut (main + 1..clusters.len()));
    if let Some(kept) = kept.get_mut(main) {
        *kept = true;
    }
    let mut parts = (Vec::with_capacity(order.len()), Vec::new());
    for (cluster, kept) in clusters.iter().zip(kept) {
        let entries = order.get(cluster.first..cluster.end).unwrap_or_default();
        let part = if kept { &mut parts.0 } else { &mut parts.1 };
        part.extend_from_slice(entries);
    }
    parts
}
