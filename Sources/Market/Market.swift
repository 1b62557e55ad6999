// Options markets: contracts, pricing, collection, analytics. Prices are IEEE doubles in the quote's currency.
