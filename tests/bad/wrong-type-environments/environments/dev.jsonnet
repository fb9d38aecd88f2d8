{ apiVersion: 'slosmith/v1', kind: 'Environment', name: 'dev', slos: { 'SLO-SHOP-001': { target: [99] } } }
