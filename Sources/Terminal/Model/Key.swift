/// A key as the view understands it.
package enum Key: Equatable, Sendable {
  case character(Character)
  case tab, backTab, enter, escape
  case up, down, left, right
  case pageUp, pageDown, home, end
}
