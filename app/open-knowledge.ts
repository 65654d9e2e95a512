// knowledge bridge: written when the floor lands
