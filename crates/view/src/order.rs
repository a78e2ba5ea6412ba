//! Which rows of a reordered list need not be moved.

/// For each row whether it stays where it is. `positions` are the old positions of the rows in their new
/// order, with none for new rows. Those of one longest increasing subsequence stay; moving the others is the
/// fewest possible moves.
#[inline(never)]
pub(super) fn longest_increasing(positions: &[Option<usize>]) -> Vec<bool> {
    // For each length the row that ends the subsequence of that length with the smallest old position.
    let mut ends: Vec<(usize, usize)> = Vec::new();
    // For each row the one before it in the longest subsequence that it ends.
    let mut previous = vec![None; positions.len()];
    for (row, position) in positions.iter().enumerate() {
        let Some(position) = *position else { continue };
        let length = ends.partition_point(|(end, _)| *end < position);
        previous[row] = length.checked_sub(1).map(|before| ends[before].1);
        match ends.get_mut(length) {
            Some(end) => *end = (position, row),
            None => ends.push((position, row)),
        }
    }
    let mut stays = vec![false; positions.len()];
    let mut next = ends.last().map(|(_, row)| *row);
    while let Some(row) = next {
        stays[row] = true;
        next = previous[row];
    }
    stays
}

/// The same for a longest subsequence among those that contain `row`.
pub(super) fn longest_increasing_with(mut positions: Vec<Option<usize>>, row: usize) -> Vec<bool> {
    let fixed = positions[row];
    for (other, position) in positions.iter_mut().enumerate() {
        if other.cmp(&row) != (*position).cmp(&fixed) {
            *position = None;
        }
    }
    longest_increasing(&positions)
}

#[cfg(test)]
mod tests {
    use super::{longest_increasing, longest_increasing_with};

    fn staying(positions: &[Option<usize>]) -> Vec<usize> {
        let stays = longest_increasing(positions).into_iter();
        let known = positions.iter().zip(stays);
        known
            .filter_map(|(position, stays)| position.filter(|_| stays))
            .collect()
    }

    #[test]
    fn only_rows_out_of_order_are_moved() {
        let moved_to_end = [Some(1), Some(2), Some(3), Some(0)];
        assert_eq!(staying(&moved_to_end), [1, 2, 3]);
        let moved_to_start = [Some(3), Some(0), Some(1), Some(2)];
        assert_eq!(staying(&moved_to_start), [0, 1, 2]);
        assert_eq!(staying(&[Some(0), None, Some(2), None]), [0, 2]);
        assert_eq!(staying(&[Some(2), Some(1), Some(0)]).len(), 1);
        assert!(staying(&[None, None]).is_empty());
        assert!(staying(&[]).is_empty());
    }

    #[test]
    fn a_row_can_be_made_to_stay() {
        let order = [Some(3), Some(0), Some(1), None, Some(2), Some(4)];
        assert_eq!(
            longest_increasing_with(order.to_vec(), 0),
            [true, false, false, false, false, true]
        );
        assert_eq!(
            longest_increasing_with(order.to_vec(), 4),
            [false, true, true, false, true, true]
        );
    }

    /// All orders of six rows, compared with the longest of all increasing subsequences.
    #[test]
    fn as_many_rows_stay_as_can() {
        fn orders(rows: &mut Vec<usize>, rest: &mut Vec<usize>, check: &mut dyn FnMut(&[usize])) {
            if rest.is_empty() {
                check(rows);
            }
            for index in 0..rest.len() {
                let row = rest.remove(index);
                rows.push(row);
                orders(rows, rest, check);
                rows.pop();
                rest.insert(index, row);
            }
        }
        let is_increasing = |rows: &[usize]| rows.windows(2).all(|pair| pair[0] < pair[1]);
        orders(&mut Vec::new(), &mut (0..6).collect(), &mut |order| {
            let longest = (0_u32..1 << order.len())
                .filter_map(|chosen| {
                    let rows: Vec<usize> = (0..order.len())
                        .filter(|index| chosen >> index & 1 == 1)
                        .map(|index| order[index])
                        .collect();
                    is_increasing(&rows).then_some(rows.len())
                })
                .max();
            let positions: Vec<_> = order.iter().copied().map(Some).collect();
            let staying = staying(&positions);
            assert!(is_increasing(&staying), "{order:?}: {staying:?}");
            assert_eq!(Some(staying.len()), longest, "{order:?}: {staying:?}");
        });
    }
}
