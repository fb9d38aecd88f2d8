'shop'
