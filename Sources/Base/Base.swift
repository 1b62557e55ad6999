// Time, chance and bytes: what every room needs and nothing that knows a room.
